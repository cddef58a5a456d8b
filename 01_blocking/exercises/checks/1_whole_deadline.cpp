// Exercise 01-1: its checks. Nothing to edit here.
#include "1_whole_deadline.hpp"

#include <doctest/doctest.h>

#include "common/site/process.hpp"

using namespace std::chrono_literals;

TEST_CASE("a page that trickles, but is there in time, is read as before") {
    site::SiteProcess practice({.delay = 0ms});
    Response response;
    CHECK_NOTHROW_MESSAGE(response = read_page(parse_url(practice.url("/drip?ms=1&bytes=100")), 8s),
                          "expected a page of some 200 bytes, for which there were 8 seconds");
    CHECK_MESSAGE(response.body.size() == 100, "expected its body of 100 bytes, seen ", response.body.size());
    CHECK_MESSAGE(practice.stats().requests == 1, "expected that the site was asked once, seen ",
                  practice.stats().requests, " requests");
}

TEST_CASE("a server that trickles is given up when the time for the page is over") {
    site::SiteProcess practice({.delay = 0ms});
    auto start = Clock::now();
    bool gave_up = false;
    try {
        read_page(parse_url(practice.url("/drip?ms=15&bytes=100")), 200ms);  // some 200 bytes: three seconds
    } catch (const DeadlinePassed&) {
        gave_up = true;
    }
    REQUIRE_MESSAGE(gave_up,
                    "expected DeadlinePassed after 200 ms; seen: the whole page, three seconds later. Look at the "
                    "deadline that read_page gives to receive(): when is it computed?");
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
    CHECK_MESSAGE(took < 1500, "expected it to end after 200 ms; seen: it ended after ", took,
                  " ms. A deadline that is looked at when the page is there comes too late");
}
