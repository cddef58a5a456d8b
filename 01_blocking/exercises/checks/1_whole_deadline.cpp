// The checks of exercise 01-1. There is nothing to edit here.
#include "1_whole_deadline.hpp"

#include <doctest/doctest.h>

#include "common/site/process.hpp"
#include "common/testing/calls.hpp"

using namespace std::chrono_literals;

namespace {

// Returns by how many milliseconds a call could have slept past `deadline`.
long too_long(const Calls& calls, Deadline deadline) {
    return static_cast<long>((calls.sleeps_until - deadline) / 1ms);
}

}  // namespace

TEST_CASE("a page that trickles but arrives in time is read as before") {
    site::SiteProcess practice({.delay = 0ms});
    for (auto timeout : {8s, 9s}) {
        Response response;
        CHECK_NOTHROW_MESSAGE(response = read_page(parse_url(practice.url("/drip?ms=1&bytes=100")), timeout),
                              "expected a page of about 200 bytes, which has at least 8 seconds");
        CHECK_MESSAGE(response.body.size() == 100, "expected its body of 100 bytes, seen ", response.body.size());
    }
    long requests = practice.stats().requests;
    CHECK_MESSAGE(requests == 2, "expected one request for each page, seen ", requests, " requests");
}

TEST_CASE("read_page gives up on a trickling server when the page's time is over") {
    site::SiteProcess practice({.delay = 0ms});
    for (auto timeout : {200ms, 500ms}) {
        Calls calls;
        auto deadline = Clock::now() + timeout;
        bool gave_up = false;
        try {
            read_page(parse_url(practice.url("/drip?ms=15&bytes=100")), timeout);  // about 200 bytes: three seconds
        } catch (const DeadlinePassed&) {
            gave_up = true;
        }
        auto took = (Clock::now() - deadline + timeout) / 1ms;
        REQUIRE_MESSAGE(gave_up, "expected DeadlinePassed after ", timeout.count(), " ms; seen: the page, after ", took,
                        " ms. Look at the deadline that read_page passes to receive(): when is it computed?");
        const long bytes_came = std::count(calls.order.begin(), calls.order.end(), 'r');
        CHECK_MESSAGE(bytes_came > 1, "expected it to receive until the time is over; seen (c connects, s sends, ",
                      "r receives, x closes): ", calls.order);
        CHECK_MESSAGE(too_long(calls, deadline) < 100, "expected no call that may sleep past the page's deadline; ",
                      "seen one that could sleep until ", too_long(calls, deadline),
                      " ms after it. It is too late to look at the clock after such a call");
        CHECK_MESSAGE(too_long(calls, deadline) > -100, "expected it to wait for ", timeout.count(),
                      " ms, its timeout; seen: it gave up ", -too_long(calls, deadline), " ms before that");
    }
}

TEST_CASE("connecting and sending count as part of the page's time") {
    site::SiteProcess practice({.delay = 0ms});
    Calls calls;
    calls.connecting_takes = calls.sending_takes = 150ms;  // and the answer arrives at once
    auto deadline = Clock::now() + 200ms;
    bool gave_up = false;
    try {
        read_page(parse_url(practice.url("/s?wd=1")), 200ms);
    } catch (const DeadlinePassed&) {
        gave_up = true;
    }
    CHECK_MESSAGE(gave_up,
                  "expected DeadlinePassed: connecting took 150 ms and sending 150 ms; the page has 200. Seen: ",
                  "the page. When does the page's time begin?");
    CHECK_MESSAGE(too_long(calls, deadline) < 100, "expected no call that may sleep past the page's deadline; seen ",
                  "one that was ready to sleep until ", too_long(calls, deadline), " ms after it");
}
