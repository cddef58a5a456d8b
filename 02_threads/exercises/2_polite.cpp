// Exercise 02-2: polite, and still quick. (thirty minutes)
// A thread a page is rude: forty pages of one host are forty requests at once. fetch_politely is to have `per_host`
// pages of a host in flight, as many as there are hosts, and no host is to wait for another: a slow one must not
// hold up a quick one. The pages come in the order of the URLs, as ever.
#include <doctest/doctest.h>

#include <atomic>

#include "common/site/process.hpp"
#include "fetch_all.hpp"
#include "joining_thread.hpp"

using namespace std::chrono_literals;

std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    (void)per_host;
    return fetch_all(urls, timeout);  // TODO: who makes the third page of a host wait, and whom does it keep waiting?
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

TEST_CASE("two pages of a host at once, however many hosts, and none waits for another") {
    site::SiteProcess slow({.delay = 500ms});
    site::SiteProcess quick({.delay = 0ms, .hold = 2});  // answers when two requests wait together
    std::vector<Url> urls;
    for (const site::SiteProcess* practice : {&slow, &quick})
        for (int i = 0; i < 4; ++i) urls.push_back(parse_url(practice->url("/s?wd=" + std::to_string(i))));
    std::swap(urls[1], urls[6]);  // a little out of order

    std::vector<Page> pages;
    long in_the_meantime = 0;  // pages of the quick host that were there before the slow host's third was asked for
    {
        std::atomic<bool> done = false;
        JoiningThread crawl([&] {
            pages = fetch_politely(urls, 2s, 2);
            done = true;
        });
        while (!done) {
            site::Stats stats = quick.stats();
            if (slow.stats().requests <= 2) in_the_meantime = stats.requests - stats.in_flight;
            std::this_thread::sleep_for(10ms);
        }
    }

    long slow_peak = slow.stats().peak_in_flight, quick_peak = quick.stats().peak_in_flight;
    CHECK_MESSAGE(slow_peak == 2, "expected 2 pages in flight at the slow host, seen ", slow_peak);
    CHECK_MESSAGE(quick_peak == 2, "expected 2 pages in flight at the quick host, seen ", quick_peak);
    CHECK_MESSAGE(in_the_meantime == 4,
                  "expected all 4 pages of the quick host while the slow one had its first 2; seen ", in_the_meantime,
                  ". Is there a thread that could fetch them, and does it stand in line elsewhere?");
    REQUIRE_MESSAGE(pages.size() == urls.size(), "expected a page for each of ", urls.size(), " URLs, seen ",
                    pages.size());
    for (std::size_t i = 0; i < urls.size(); ++i) {
        CHECK_MESSAGE(pages[i].error == "", "expected ", urls[i].text(), ", seen: ", pages[i].error);
        CHECK_MESSAGE(pages[i].url == urls[i], "expected ", urls[i].text(), " in place ", i, ", seen ",
                      pages[i].url.text());
    }
}
