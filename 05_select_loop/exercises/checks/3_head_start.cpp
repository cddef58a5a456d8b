// The checks of exercise 05-3: nothing to edit here.
#include "3_head_start.hpp"

#include <doctest/doctest.h>

#include <ctime>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"

using namespace std::chrono_literals;

// A race of these mirrors. However it ends, nothing may be left behind, and the loop must sleep while it waits.
Page race(const std::vector<Url>& mirrors, std::chrono::milliseconds head_start, std::chrono::milliseconds timeout) {
    Selector selector;
    Holdings before = holdings();
    const auto start = Clock::now();
    const std::clock_t processor = std::clock();
    Page answer = first_answer(selector, mirrors, head_start, timeout);
    const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (seconds > 0.1)
        CHECK_MESSAGE(busy < seconds / 10, "expected a loop that sleeps while nothing comes; seen: "
                                               << busy << " seconds of work in " << seconds
                                               << ". Until when may select sleep?");
    CHECK_MESSAGE(selector.is_empty(),
                  "expected an empty selector at the end; seen: a request is still registered. "
                  "Who gives up those that have lost?");
    CHECK_MESSAGE(holdings() == before,
                  "expected that all sockets are closed, and no thread is left; seen: more than before");
    return answer;
}

// "/s?wd=2", or the error.
std::string outcome(const Page& page) { return page.failed() ? page.error : page.url.target; }

Url refusing() {  // no server listens there any more
    site::SiteProcess gone({.delay = 0ms});
    return parse_url(gone.url("/s?wd=0"));
}

TEST_CASE("a mirror that answers at once is the only one that is asked") {
    site::SiteProcess practice({.delay = 0ms});
    auto mirrors = search_urls(practice, 2);
    CHECK(outcome(race(mirrors, 5s, 10s)) == "/s?wd=0");
    CHECK_MESSAGE(practice.stats().requests == 1,
                  "expected 1 request; seen: " << practice.stats().requests
                                               << ". The second one is asked only if the first one is slow");
}

TEST_CASE("when the head start is over, the next one is asked") {
    site::SiteProcess practice({.delay = 0ms});
    std::string seen = outcome(race({parse_url(practice.url("/stall")), search_urls(practice, 1)[0]}, 30ms, 1s));
    CHECK_MESSAGE(seen == "/s?wd=0", "expected the second mirror's page, for the first one is silent; seen: "
                                         << seen << ". Until when may the loop sleep while there is one more to ask?");
}

TEST_CASE("a mirror that fails does not win, and the next one is asked at once") {
    site::SiteProcess practice({.delay = 0ms});
    Url nobody = refusing();
    std::string seen = outcome(race({nobody, nobody, search_urls(practice, 1)[0]}, 60s, 1s));
    CHECK_MESSAGE(seen == "/s?wd=0", "expected the third mirror's page, for the first two refuse; seen: "
                                         << seen << ". There is no reason to wait for the end of a head start then");
}

TEST_CASE("those before it go on, and a failure is not the end while one of them may still answer") {
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Url> mirrors{parse_url(practice.url("/slow?ms=200")), refusing()};
    std::string seen = outcome(race(mirrors, 30ms, 2s));
    CHECK_MESSAGE(seen == "/slow?ms=200",
                  "expected the first mirror's page, though its head start was over, for the "
                  "second one refuses; seen: "
                      << seen << ". Was the first one given up, or an error taken for the end?");
}

TEST_CASE("if no page comes, there is an error, and in time") {
    site::SiteProcess practice({.delay = 0ms});
    Url stall = parse_url(practice.url("/stall")), nobody = refusing();
    std::string refused = outcome(race({nobody, nobody}, 60s, 1s));
    CHECK_MESSAGE(refused == "connect: Connection refused", "expected the error of two that refuse; seen: " << refused);
    std::string last = outcome(race({nobody, stall}, 60s, 200ms));
    CHECK_MESSAGE(last == "receive: the deadline passed",
                  "expected the error that came last, of the mirror that was silent up to the end; seen: " << last);
    for (auto head_start : {30ms, 60'000ms}) {
        std::string late = outcome(race({stall, stall}, head_start, 200ms));
        CHECK_MESSAGE(late == "receive: the deadline passed",
                      "expected the error of one that was silent up to the end; seen: \"" << late << "\"");
    }
}
