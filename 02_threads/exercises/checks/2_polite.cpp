// The checks of exercise 02-2. There is nothing to edit here.
#include "2_polite.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <ctime>
#include <thread>

#include "common/site/process.hpp"
#include "joining_thread.hpp"

using namespace std::chrono_literals;

TEST_CASE("two pages of each host are in flight, and no host waits for another") {
    site::SiteProcess slow({.delay = 500ms}), slow_too({.delay = 500ms});
    site::SiteProcess quick({.delay = 0ms, .hold = 2});  // answers when two requests wait together
    std::vector<Url> urls;
    for (const site::SiteProcess* practice : {&slow, &slow_too, &quick})
        for (int i = 0; i < 4; ++i) urls.push_back(parse_url(practice->url("/s?wd=" + std::to_string(i))));
    std::swap(urls[1], urls[10]);  // a little out of order

    std::vector<Page> pages;
    long meanwhile = 0;  // pages that the quick host had sent while both slow ones were at their first two
    {
        std::atomic<bool> done = false;
        JoiningThread crawl([&] {
            pages = fetch_politely(urls, 2s, 2);
            done = true;
        });
        while (!done) {
            site::Stats stats = quick.stats();
            bool at_their_first = slow_too.stats().requests == 2 && slow.stats().requests == 2;
            if (at_their_first) meanwhile = stats.requests - stats.in_flight;
            std::this_thread::sleep_for(10ms);
        }
    }

    for (const site::SiteProcess* practice : {&slow, &slow_too, &quick}) {
        long peak = practice->stats().peak_in_flight;
        REQUIRE_MESSAGE(peak == 2, "expected 2 pages in flight at each host, seen ", peak);
    }
    CHECK_MESSAGE(meanwhile == 4,
                  "expected all 4 pages of the quick host while both slow ones were at their first 2, seen ", meanwhile,
                  ". Which thread could fetch them at that time, and what does it wait for?");
    REQUIRE_MESSAGE(pages.size() == urls.size(), "expected a page for each of ", urls.size(), " URLs, seen ",
                    pages.size());
    for (std::size_t i = 0; i < urls.size(); ++i) {
        CHECK_MESSAGE(pages[i].error == "", "expected ", urls[i].text(), ", seen: ", pages[i].error);
        CHECK_MESSAGE(pages[i].url == urls[i], "expected ", urls[i].text(), " in place ", i, ", seen ",
                      pages[i].url.text());
    }
}

TEST_CASE("a slow page takes up one of its host's two places, and the other pages use the other") {
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Url> urls;
    for (const char* target : {"/slow?ms=2000", "/s?wd=1", "/s?wd=2", "/s?wd=3"})
        urls.push_back(parse_url(practice.url(target)));
    auto start = std::chrono::steady_clock::now();
    JoiningThread crawl([&] { fetch_politely(urls, 8s, 2); });
    auto took = 0ms;
    for (long asked = 0; asked < 4 && took < 4s; std::this_thread::sleep_for(10ms)) {
        asked = practice.stats().requests;
        took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    }
    CHECK_MESSAGE(took < 2s,
                  "expected requests for all 4 pages while the first one, which takes 2000 ms, was on its "
                  "way; seen the last of them after ",
                  took.count(), " ms. What does the third page wait for?");
}

TEST_CASE("three pages are in flight if per_host is 3, and a waiting thread sleeps") {
    site::SiteProcess practice({.delay = 300ms});
    std::vector<Url> urls;
    for (int i = 0; i < 9; ++i) urls.push_back(parse_url(practice.url("/s?wd=" + std::to_string(i))));
    std::clock_t before = std::clock();
    fetch_politely(urls, 5s, 3);
    auto worked = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    long peak = practice.stats().peak_in_flight;
    CHECK_MESSAGE(peak == 3, "expected 3 pages in flight because per_host is 3, seen ", peak);
    CHECK_MESSAGE(worked < 100, "expected threads that sleep for 900 ms, seen ", worked,
                  " ms of work. Which thread keeps asking whether it is its turn?");
}
