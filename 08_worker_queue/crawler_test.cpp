// Chapter 08's tests of the crawler: the contract, and a whole site without rounds.
#include "crawler.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <thread>

#include "common/descriptor_limit.hpp"
#include "common/frame_count.hpp"
#include "common/site/linked.hpp"
#include "common/testing/crawler_contract.hpp"

using namespace std::chrono_literals;

TEST_CASE("08: workers on a queue keep the crawler's contract") {
    auto hundred = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, {.timeout = timeout});
    };
    check_crawler_contract({hundred, 100});
    CHECK(CountedFrame::alive == 0);
}

TEST_CASE("08: no more workers than asked for") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, {.timeout = timeout, .workers = 4});
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("08: the list job without rounds brings the same pages in the same order") {
    site::SiteProcess practice_site({.delay = 0ms, .faults = {{2, "slow?ms=20"}, {3, "redirect/2"}}});
    std::vector<Page> pages;
    for (FoundPage& found : crawl_by_queue(list_job(parse_url(practice_site.url("/top250"))), {.timeout = 60s}).pages)
        pages.push_back(std::move(found.page));
    REQUIRE(pages.size() == 10);
    CHECK(titles_of(pages) == all_films());
}

TEST_CASE("08: every page of the site is found once, and the dead link with the page that holds it") {
    for (std::size_t workers : {1u, 7u, 100u}) {
        CAPTURE(workers);
        site::SiteProcess practice_site({.delay = 0ms});
        std::multiset<std::string> found;
        std::vector<std::string> dead;
        int known = 0;
        for (const FoundPage& page :
             crawl_by_queue(site_job(parse_url(practice_site.url("/"))), {.timeout = 60s, .workers = workers}).pages) {
            if (page.is_known) ++known;
            else if (page.page.failed()) dead.push_back(page.page.url.target + " on " + page.found_on);
            else found.insert(page.page.url.target);
        }
        auto expected = site::linked_pages();
        CHECK(found == std::multiset<std::string>(expected.begin(), expected.end()));
        CHECK(dead == std::vector<std::string>{std::string(site::dead_link) + " on " +
                                               practice_site.url(site::page_with_dead_link)});
        CHECK(known <= 2);  // "/home" and "/latest", unless they were the first to lead there
        site::Stats stats = practice_site.stats();
        for (const auto& [target, requests] : stats.requests_per_url) {
            CAPTURE(target);
            CHECK(requests == 1);
        }
        CHECK(stats.peak_in_flight <= static_cast<long>(workers));
    }
    CHECK(CountedFrame::alive == 0);
}

TEST_CASE("08: what might come the next time is tried again, and what will not is not") {
    site::SiteProcess practice_site({.delay = 0ms});
    std::vector<Url> urls = search_urls(practice_site, 3);
    urls[0].target = "/status/503";
    urls[1].target = "/status/404";
    auto pages = fetch_all(urls, {.timeout = 60s, .retries = 2});
    CHECK(pages[0].response.status == 503);
    site::Stats stats = practice_site.stats();
    CHECK(stats.requests_per_url["/status/503"] == 3);
    CHECK(stats.requests_per_url["/status/404"] == 1);
    CHECK(stats.requests_per_url["/s?wd=2"] == 1);
}

TEST_CASE("08: after Ctrl-C, what was in flight is there, and nothing is left behind") {
    Holdings before = holdings();
    {
        site::SiteProcess practice_site({.delay = 5ms});
        pid_t presser = ::fork();
        if (presser == 0) {
            while (practice_site.stats().requests < 20) std::this_thread::sleep_for(1ms);
            ::kill(::getppid(), SIGINT);
            ::_exit(0);
        }
        Crawl crawl = crawl_by_queue(site_job(parse_url(practice_site.url("/"))), {.timeout = 60s, .workers = 3});
        ::waitpid(presser, nullptr, 0);
        CHECK(crawl.interrupted);
        CHECK(crawl.pages.size() >= 17);
        CHECK(crawl.pages.size() < 531);
        for (const FoundPage& found : crawl.pages) CHECK((found.is_known || found.page.response.status != 0));
    }
    CHECK(holdings() == before);
    CHECK(CountedFrame::alive == 0);
}

TEST_CASE("08: 5,000 pages in flight at once, where the descriptor limit allows it") {
    if (allow_many_descriptors() < 5100) {
        MESSAGE("the descriptor limit is below 5100: not tried");
        return;
    }
    site::SiteProcess practice_site({.delay = 0ms, .hold = 5000});
    int came = 0;
    for (const Page& page : fetch_all(search_urls(practice_site, 5000), {.timeout = 60s, .workers = 5000}))
        came += page.error == "";
    CHECK(came == 5000);
    CHECK(practice_site.stats().peak_in_flight == 5000);
}
