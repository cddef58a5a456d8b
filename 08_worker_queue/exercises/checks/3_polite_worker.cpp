// The checks of exercise 08-3. There is nothing to edit here.
#include "3_polite_worker.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "from_07/async.hpp"
#include "from_07/fetch.hpp"

using namespace std::chrono_literals;

// Does the work. Returns how many pages arrived.
int pages_that_come(PoliteWorker& worker) {
    int came = 0;
    worker.add_result_callback([&](const Url&, Page&) { ++came; });
    try {
        worker.work();
    } catch (const std::logic_error&) {
        MESSAGE("the loop has nothing more to do, but all workers wait");
    }
    return came;
}

TEST_CASE("each host has as many pages in flight as allowed, and never more") {
    site::SiteProcess one({.delay = 0ms, .hold = 2}), other({.delay = 0ms, .hold = 2});  // answer two at once
    Resolver resolver;
    PoliteWorker worker([&](const Url& url) { return get_page(url, resolver, 3s); }, 4, 2);
    for (const Url& url : search_urls(one, 10)) worker.put(url);
    for (const Url& url : search_urls(other, 10)) worker.put(url);
    CHECK(pages_that_come(worker) == 20);
    for (long peak : {one.stats().peak_in_flight, other.stats().peak_in_flight})
        CHECK_MESSAGE(peak == 2, "expected two pages of this host to be in flight at once; seen: " << peak);
    CHECK(one.stats().requests + other.stats().requests == 20);
}

// Hosts without a network. Their pages take one millisecond, and "/bad" fails.
struct Hosts {
    std::string begun;  // the first letters of the hosts, in the order in which their pages were begun
    std::map<std::string, int> in_flight;
    int most = 0;  // of one host
    int all = 0, most_in_all = 0;

    Coroutine<Page> fetch(Url url) {
        begun += url.host[0];
        most = std::max(most, ++in_flight[url.host]);
        most_in_all = std::max(most_in_all, ++all);
        co_await sleep_for(1ms);
        --in_flight[url.host];
        --all;
        if (url.target == "/bad") throw std::runtime_error("bad");
        co_return Page{url, {}};
    }
};

TEST_CASE("a busy host does not keep the workers from another host's pages") {
    Hosts hosts;
    PoliteWorker worker([&](const Url& url) { return hosts.fetch(url); }, 4, 2);
    for (int i = 0; i < 6; ++i) worker.put({"busy.example"});
    for (int i = 0; i < 2; ++i) worker.put({"other.example"});
    REQUIRE(pages_that_come(worker) == 8);
    CHECK_MESSAGE(std::count(hosts.begun.begin(), hosts.begun.begin() + 4, 'o') == 2,
                  "four workers, two places per host: expected two pages of each host to begin first, bboo; seen: "
                      << hosts.begun << ". What does a worker do when the busy host has no place for its URL?");
}

TEST_CASE("a page that fails passes its place on, and links that are found are fetched") {
    Hosts hosts;
    PoliteWorker worker([&](const Url& url) { return hosts.fetch(url); }, 3, 1);
    for (const char* target : {"/bad", "/1", "/2"}) worker.put({"small.example", 80, target});
    worker.add_result_callback([&](const Url& url, Page&) {
        if (url.target.size() < 5) worker.put({"small.example", 80, url.target + "1"});  // 1 links to 11, 11 to 111
    });
    int came = pages_that_come(worker);
    CHECK_MESSAGE(came == 8, "expected eight pages, all but the bad one; seen: "
                                 << came << ". Does a fetch that throws pass its place on, and to which URL?");
    CHECK_MESSAGE(hosts.most == 1, "expected one page in flight at a time; seen: "
                                       << hosts.most << ". Is a place still counted when it is passed on?");
}

TEST_CASE("no more pages are in flight in total than there are workers") {
    Hosts hosts;
    PoliteWorker worker([&](const Url& url) { return hosts.fetch(url); }, 4, 2);
    for (int i = 0; i < 4; ++i)
        for (const char* host : {"one.example", "two.example", "three.example"}) worker.put({host});
    CHECK(pages_that_come(worker) == 12);
    CHECK_MESSAGE(hosts.most_in_all == 4,
                  "four workers, three hosts with two places each: expected four pages in "
                  "flight at once; seen: "
                      << hosts.most_in_all);
}
