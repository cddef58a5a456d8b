// Exercise 03-3: hand the pages out one by one. (an hour)
// map_in_processes deals all pages out beforehand. Where one page is slow, the others of its share wait behind it,
// while the other workers have long gone home. Let whoever is free have the next page; the rest of the promise stays:
// order, never more than `processes` at work, and a worker that dies costs the page it was at, which says how it died.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "common/testing/crawler_contract.hpp"
#include "fetch_all.hpp"
#include "from_01/fetch.hpp"

using namespace std::chrono_literals;

std::vector<Page> map_one_by_one(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                 int processes) {
    // TODO: write it anew, with Worker (worker.hpp) and frames (frame.hpp).
    return map_in_processes(function, urls, processes);
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

TEST_CASE("a slow page holds up nobody but itself") {
    site::SiteProcess practice({.delay = 0ms});
    // Pages 0 and 1 take until all others have been asked for. So the third worker must get them all.
    auto function = [&](const Url& url) {
        bool slow = url.target == "/s?wd=0" || url.target == "/s?wd=1";
        for (int i = 0; slow && practice.stats().requests < 7; ++i) {
            if (i == 300) return Page{url, {}, "only for " + std::to_string(practice.stats().requests)};
            std::this_thread::sleep_for(10ms);
        }
        return slow ? Page{url, {}} : fetch_page(url, 5s);
    };
    auto pages = map_one_by_one(function, search_urls(practice, 9), 3);
    REQUIRE(pages.size() == 9);
    for (std::size_t i : {0u, 1u})
        CHECK_MESSAGE(pages[i].error == "", "page ", i,
                      " was slow. Expected: meanwhile the third worker asks for all 7 others; seen: ", pages[i].error,
                      ". Who decides which worker gets a page, and when?");
}

TEST_CASE("pages come in order, whatever their size, and no more are at work than were allowed") {
    site::SiteProcess practice({.delay = 20ms});
    auto urls = search_urls(practice, 12);
    auto function = [](const Url& url) {
        Page page = fetch_page(url, 5s);
        page.response.body = url.target + std::string(url.target.ends_with("5") ? 3'000'000 : 3, ' ');
        return page;
    };
    auto pages = map_one_by_one(function, urls, 3);
    REQUIRE(pages.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK_MESSAGE(pages[i].error == "", "page ", i);
        CHECK_MESSAGE(pages[i].response.body.starts_with(urls[i].target + " "), "expected in place ", i, ": the page ",
                      urls[i].target, "; seen: ", pages[i].response.body.substr(0, 12));
    }
    CHECK_MESSAGE(practice.stats().peak_in_flight <= 3,
                  "expected: at most 3 pages in flight; seen: ", practice.stats().peak_in_flight);
    CHECK(map_one_by_one(function, {}, 3).empty());
    CHECK(map_one_by_one(function, search_urls(practice, 2), 5).size() == 2);
}

TEST_CASE("a worker that dies costs its page, and nothing is left behind") {
    auto function = [parent = ::getpid()](const Url& url) {
        if (::getpid() == parent) return Page{url, {}, "it was fetched in this very process"};
        if (url.target == "/s?wd=0") std::raise(SIGKILL);
        if (url.target == "/s?wd=4" || url.target == "/s?wd=5") ::_exit(7);
        return Page{url, Response{200, {}, std::to_string(holdings().descriptors)}};
    };
    Holdings before = holdings();
    for (int processes : {1, 2, 3}) {
        CAPTURE(processes);
        auto pages = map_one_by_one(function, search_job(parse_url("http://127.0.0.1/"), 7).start, processes);
        REQUIRE(pages.size() == 7);
        CHECK(pages[0].error == "the worker process ended: killed by signal 9");
        for (std::size_t i : {4u, 5u}) CHECK(pages[i].error == "the worker process ended: left with status 7");
        for (std::size_t i : {1u, 2u, 3u, 6u}) {
            CHECK_MESSAGE(pages[i].error == "", "page ", i, " was lost with another one");
            CHECK_MESSAGE(pages[i].response.body == pages[1].response.body, "the worker of page ", i, " held ",
                          pages[i].response.body, " descriptors, that of page 1 ", pages[1].response.body,
                          ": some of them are its siblings'");
        }
    }
    CHECK(holdings() == before);
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: nobody has waited for it");
}
