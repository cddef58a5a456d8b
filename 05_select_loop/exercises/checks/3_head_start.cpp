// The checks of exercise 05-3. There is nothing to edit here.
#include "3_head_start.hpp"

#include <doctest/doctest.h>

#include <ctime>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/listener.hpp"

using namespace std::chrono_literals;

// A race between these mirrors. However it ends, nothing may be left behind, and the loop must sleep while it waits.
Page race(const std::vector<Url>& mirrors, std::chrono::milliseconds head_start, std::chrono::milliseconds timeout) {
    Selector selector;
    Holdings before = holdings();
    const auto start = Clock::now();
    const std::clock_t processor = std::clock();
    Page answer = first_answer(selector, mirrors, head_start, timeout);
    const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (seconds > 0.1)
        CHECK_MESSAGE(busy < seconds / 10, "expected a loop that sleeps while nothing arrives; seen: "
                                               << busy << " seconds of work in " << seconds
                                               << ". Until when may select sleep?");
    CHECK_MESSAGE(selector.is_empty(),
                  "expected an empty selector at the end; seen: a request is still registered. "
                  "What gives up the requests that have lost?");
    CHECK_MESSAGE(holdings() == before, "expected all sockets closed and no thread left; seen: more than before");
    return answer;
}

// "/s?wd=2", or the error.
std::string outcome(const Page& page) { return page.failed() ? page.error : page.url.target; }

TEST_CASE("if the first mirror answers at once, no other is asked") {
    site::SiteProcess practice({.delay = 0ms});
    auto mirrors = search_urls(practice, 2);
    CHECK(outcome(race(mirrors, 5s, 10s)) == "/s?wd=0");
    CHECK_MESSAGE(practice.stats().requests == 1,
                  "expected 1 request; seen: " << practice.stats().requests
                                               << ". Ask the second one only if the first one is slow");
}

TEST_CASE("when the head start is over, the next one is asked") {
    site::SiteProcess practice({.delay = 0ms});
    std::string seen = outcome(race({parse_url(practice.url("/stall")), search_urls(practice, 1)[0]}, 30ms, 1s));
    CHECK_MESSAGE(seen == "/s?wd=0", "expected the second mirror's page, because the first is silent; seen: "
                                         << seen
                                         << ". Until when may the loop sleep while there is another mirror to ask?");
}

TEST_CASE("a mirror that fails does not win, and the next one is asked at once") {
    site::SiteProcess practice({.delay = 0ms});
    Listener nobody;  // it does not listen
    std::string seen = outcome(race({nobody.url(), nobody.url(), search_urls(practice, 1)[0]}, 60s, 1s));
    CHECK_MESSAGE(seen == "/s?wd=0", "expected the third mirror's page, because the first two refuse; seen: "
                                         << seen
                                         << ". After a failure there is no need to wait for the end of the head start");
}

TEST_CASE("earlier mirrors go on, and a failure does not end the race while one of them may still answer") {
    site::SiteProcess practice({.delay = 0ms});
    Listener nobody;
    std::vector<Url> mirrors{parse_url(practice.url("/slow?ms=200")), nobody.url()};
    std::string seen = outcome(race(mirrors, 30ms, 2s));
    CHECK_MESSAGE(seen == "/slow?ms=200",
                  "expected the first mirror's page, although its head start was over, because the "
                  "second one refuses; seen: "
                      << seen << ". Was the first one given up, or did an error end the race?");
}

TEST_CASE("if no page arrives, an error is returned in time") {
    site::SiteProcess practice({.delay = 0ms});
    Listener nobody;
    Url stall = parse_url(practice.url("/stall"));
    std::string refused = outcome(race({nobody.url(), nobody.url()}, 60s, 1s));
    CHECK_MESSAGE(refused == "connect: Connection refused",
                  "expected the error of two mirrors that refuse; seen: " << refused);
    std::string last = outcome(race({nobody.url(), stall}, 60s, 200ms));
    CHECK_MESSAGE(last == "receive: the deadline passed",
                  "expected the last error, that of the mirror that was silent to the end; seen: " << last);
    for (auto head_start : {30ms, 60'000ms}) {
        std::string late = outcome(race({stall, stall}, head_start, 200ms));
        CHECK_MESSAGE(late == "receive: the deadline passed",
                      "expected the error of a mirror that was silent to the end; seen: \"" << late << "\"");
    }
}
