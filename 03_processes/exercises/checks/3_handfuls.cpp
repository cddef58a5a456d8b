// The checks of exercise 03-3. There is nothing to edit here.
#include "3_handfuls.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>
#include <tuple>

#include "common/testing/calls.hpp"
#include "common/testing/crawler_contract.hpp"
#include "from_01/fetch.hpp"

using namespace std::chrono_literals;

namespace {

Page ask(const Url& url) { return fetch_page(url, 5s); }

}  // namespace

TEST_CASE("the parent sends the numbers of a handful at a time") {
    site::SiteProcess practice({.delay = 0ms});
    for (auto [pages, handful, messages] : {std::tuple{12, 4, 3}, {13, 4, 4}, {3, 5, 1}, {6, 1, 6}}) {
        Calls calls;  // a frame is sent in two parts, its length and its bytes
        auto fetched = map_in_handfuls(ask, search_urls(practice, pages), 2, handful);
        const long sent = std::count(calls.order.begin(), calls.order.end(), 's');
        REQUIRE(fetched.size() == static_cast<std::size_t>(pages));
        CHECK_MESSAGE(sent <= 2 * messages, pages, " pages in handfuls of ", handful, ". Expected: at most ", messages,
                      " frames from the parent; seen: ", sent / 2);
    }
    CHECK(map_in_handfuls(ask, {}, 3, 4).empty());
}

TEST_CASE("there are never more workers than processes were asked for") {
    site::SiteProcess practice({.delay = 100ms});  // long enough for all that are started to meet there
    map_in_handfuls(ask, search_urls(practice, 10), 2, 1);
    const long peak = practice.stats().peak_in_flight;
    CHECK_MESSAGE(peak <= 2,
                  "expected at most 2 pages in flight at once, as many as there may be processes; seen: ", peak);
}

TEST_CASE("pages are in order, and all workers are busy") {
    site::SiteProcess practice({.delay = 0ms, .hold = 3});  // answers when three requests wait together
    auto urls = search_urls(practice, 12);
    auto function = [](const Url& url) {
        Page page = fetch_page(url, 2s);
        page.response.body = url.target + std::string(url.target.ends_with("5") ? 3'000'000 : 3, ' ');
        return page;
    };
    auto pages = map_in_handfuls(function, urls, 3, 2);
    const long peak = practice.stats().peak_in_flight;
    REQUIRE_MESSAGE(peak == 3, "expected 3 pages in flight at once, as many as there may be processes; seen: ", peak);
    REQUIRE(pages.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK_MESSAGE(pages[i].error == "", "expected page ", i, "; seen: ", pages[i].error);
        CHECK_MESSAGE(pages[i].response.body.starts_with(urls[i].target + " "), "expected in place ", i, ": the page ",
                      urls[i].target, "; seen: ", pages[i].response.body.substr(0, 12));
    }
}

TEST_CASE("a slow page holds up its handful and no other, and the parent sleeps meanwhile") {
    site::SiteProcess practice({.delay = 0ms});
    auto urls = search_urls(practice, 10);
    // Page 0 waits until the eight pages of the other handfuls have been asked for. Each body is its worker's number.
    auto function = [&](const Url& url) {
        Page page = fetch_page(url, 5s);
        for (int i = 0; i < 300 && url == urls[0] && practice.stats().requests < 9; ++i)
            std::this_thread::sleep_for(10ms);
        page.response.body = std::to_string(::getpid());
        return page;
    };
    auto pages = map_in_handfuls(function, urls, 2, 2);
    REQUIRE(pages.size() == 10);
    CHECK_MESSAGE(pages[0].response.body == pages[1].response.body, "page 1 was not in the same handful as page 0");
    for (std::size_t i = 2; i < 10; ++i)
        CHECK_MESSAGE(pages[i].response.body != pages[0].response.body, "expected page ", i,
                      " from the worker that was free; seen: from the one that was busy with page 0, "
                      "which was slow. When is the next handful dealt out, and to which worker?");

    auto slow = [](const Url& url) {
        std::this_thread::sleep_for(300ms);
        return Page{url, {}};
    };
    Calls calls;
    map_in_handfuls(slow, urls, 10, 1);
    const long polls = calls.polls;
    CHECK_MESSAGE(polls < 100, "expected a parent that sleeps until a worker has sent something; seen: ", polls,
                  " calls of poll() for 10 pages. How long may such a call take?");
}

TEST_CASE("a worker that dies costs its current page, not its handful, and no page is fetched twice") {
    Holdings before = holdings();
    auto function = [parent = ::getpid()](const Url& url) {
        if (::getpid() == parent) return Page{url, {}, "it was fetched in this process"};
        Page page = fetch_page(url, 5s);
        if (url.target == "/s?wd=1") std::raise(SIGKILL);
        if (url.target == "/s?wd=2" || url.target == "/s?wd=9") ::_exit(7);
        return page;
    };
    for (int processes : {1, 2, 3}) {
        CAPTURE(processes);
        site::SiteProcess practice({.delay = 0ms});
        auto pages = map_in_handfuls(function, search_urls(practice, 10), processes, 4);
        REQUIRE(pages.size() == 10);
        CHECK(pages[1].error == "the worker process ended: killed by signal 9");
        for (std::size_t i : {2u, 9u}) CHECK(pages[i].error == "the worker process ended: left with status 7");
        for (std::size_t i : {0u, 3u, 4u, 5u, 6u, 7u, 8u})
            CHECK_MESSAGE(pages[i].error == "", "page ", i, " was lost with another one of its handful");
        CHECK_MESSAGE(practice.stats().requests == 10, "10 pages; seen by the site: ", practice.stats().requests,
                      " requests. Which pages of the handful had arrived before the worker died?");
    }
    CHECK(holdings() == before);
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: the parent must wait for it");
}
