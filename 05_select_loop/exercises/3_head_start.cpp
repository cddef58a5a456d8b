// Exercise 05-3: a second server for the case that the first one hesitates. (an hour)
// first_answer asks the mirrors of a page one after the other, and a mirror that is silent uses up the time of all.
// Make it a race with a head start: when that is over, or as soon as a mirror has failed, the next mirror is asked as
// well, while those before go on. The first page that comes wins; the others are given up at once.
#include <doctest/doctest.h>

#include <deque>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

// Its mirrors are not empty. Leaves nothing registered at the selector. If no page comes: the error that came last.
Page first_answer(Selector& selector, const std::vector<Url>& mirrors, std::chrono::milliseconds head_start,
                  std::chrono::milliseconds timeout) {
    Page answer;
    Resolver addresses;
    const Deadline end = Clock::now() + timeout;  // for all of them together
    (void)head_start;
    for (const Url& url : mirrors) {  // TODO: when is the next one begun? What is waited for, and until when?
        AsyncRequest request(selector, url, [&](Page page) { answer = std::move(page); });  // TODO: whoever comes?
        try {
            request.process(addresses, end);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
        while (!request.is_done()) {
            for (const Selector::Ready& ready : selector.select(end))
                if (auto callback = selector.callback_of(ready)) callback();
            if (Clock::now() >= end) request.time_out();
        }
        if (!answer.failed()) break;  // TODO: and those that are still under way?
    }
    return answer;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// A race of these mirrors. Whatever comes of it, nothing may be left behind.
Page race(const std::vector<Url>& mirrors, std::chrono::milliseconds head_start, std::chrono::milliseconds timeout) {
    Selector selector;
    Holdings before = holdings();
    Page answer = first_answer(selector, mirrors, head_start, timeout);
    CHECK_MESSAGE(selector.is_empty(),
                  "expected an empty selector at the end; seen: somebody is still registered. "
                  "Who gives up those that have lost?");
    CHECK_MESSAGE(holdings() == before, "expected that all sockets are closed; seen: one is left open");
    return answer;
}

// "/s?wd=2", or the error.
std::string outcome(const Page& page) { return page.failed() ? page.error : page.url.target; }

Url refusing() {  // nobody listens there any more
    site::SiteProcess gone({.delay = 0ms});
    return parse_url(gone.url("/s?wd=0"));
}

TEST_CASE("a mirror that answers at once is the only one that is asked") {
    site::SiteProcess practice({.delay = 0ms});
    auto mirrors = search_urls(practice, 2);
    CHECK(outcome(race(mirrors, 5s, 10s)) == "/s?wd=0");
    CHECK_MESSAGE(practice.stats().requests == 1,
                  "expected 1 request; seen: " << practice.stats().requests
                                               << ". The second one is for when the first one hesitates");
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
    for (auto head_start : {30ms, 60'000ms}) {
        std::string late = outcome(race({stall, stall}, head_start, 200ms));
        CHECK_MESSAGE(late == "receive: the deadline passed",
                      "expected the error of one that was silent up to the end; seen: \"" << late << "\"");
    }
}
