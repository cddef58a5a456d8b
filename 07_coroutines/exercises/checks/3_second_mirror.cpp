// The checks of exercise 07-3. There is nothing to edit here.
#include "3_second_mirror.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

// A mirror that returns `says` after `time`, or throws it if it says "... is broken".
Coroutine<std::string> mirror(Clock::duration time, std::string says) {
    co_await sleep_for(time);
    if (says.ends_with("broken")) throw std::runtime_error(says);
    co_return says;
}

Coroutine<std::string> mirror_after(Future<void>& future, std::string says) {
    co_await future;
    if (says.ends_with("broken")) throw std::runtime_error(says);
    co_return says;
}

// Fails, and sets the future that another mirror waits for.
Coroutine<std::string> broken_mirror_before(Future<void>& future, std::string says) {
    future.set_result();
    throw std::runtime_error(says);
    co_return says;
}

// Returns the number of the loop's turns.
int expect(const std::string& expected, EventLoop& loop, Coroutine<std::string> hedged_mirrors,
           const std::string& why) {
    std::string seen;
    int turns = 0;
    {
        Task<std::string> task(loop, with_timeout(3s, std::move(hedged_mirrors)));
        try {
            for (; !task.done(); ++turns) loop.run_once();
            seen = task.result();
            loop.run_until_complete(sleeping(1ms));  // a late callback runs now
        } catch (const std::exception& error) {
            seen = error.what();
        }
    }
    CHECK_MESSAGE(seen == expected, "expected: " << expected << "; seen: " << seen << ". " << why);
    CHECK_MESSAGE(loop.tasks() == 0, "a task is left behind. What owns it, and when is its owner destroyed?");
    return turns;
}

TEST_CASE("the first answer is taken, whichever mirror sends it") {
    EventLoop loop;
    Future<void> never;
    expect("one", loop, hedged(1h, mirror(1ms, "one"), mirror(0ms, "two")),
           "The first mirror has answered in time, so the second one must not be asked.");
    expect("two", loop, hedged(1ms, mirror(1h, "one"), mirror(1ms, "two")),
           "The first mirror takes an hour, but the second one does not.");
    expect("one", loop, hedged(1ms, mirror(20ms, "one"), mirror_after(never, "two")),
           "The first mirror answers after 20 ms and the second one never. Is the first one given up too early?");
}

TEST_CASE("one failure does not end the race, but two do") {
    EventLoop loop;
    expect("two", loop, hedged(1h, mirror(0ms, "one is broken"), mirror(1ms, "two")),
           "Once the first one has failed, there is no reason to wait: ask the second one at once.");
    expect("one", loop, hedged(1ms, mirror(20ms, "one"), mirror(0ms, "two is broken")),
           "The second one has failed, but the first one may still answer.");
    Future<void> two_has_failed;
    expect("one is broken", loop,
           hedged(1ms, mirror_after(two_has_failed, "one is broken"),
                  broken_mirror_before(two_has_failed, "two is broken")),
           "Both have failed, the first one last.");
    expect("two is broken", loop, hedged(1h, mirror(0ms, "one is broken"), mirror(0ms, "two is broken")),
           "Both have failed, the second one last.");
}

TEST_CASE("both may answer in the same turn of the loop") {
    EventLoop loop;
    Future<void> both;
    Timer timer(loop, Clock::now() + 20ms, [&] { both.set_result(); });
    expect("hello", loop, hedged(1ms, mirror_after(both, "hello"), mirror_after(both, "hello")),
           "A future can be set only once: is it done already?");
}

TEST_CASE("while both are silent, the loop sleeps") {
    EventLoop loop;
    int turns = expect("one", loop, hedged(1ms, mirror(200ms, "one"), mirror(1h, "two")),
                       "The first mirror answers after 200 ms and the second one never.");
    CHECK_MESSAGE(turns <= 15, "expected a few turns of the loop in 0.2 seconds; seen: "
                                   << turns << ". Do not ask the tasks again and again: let them report.");
}

TEST_CASE("the loser is destroyed, and its connection is closed") {
    site::SiteProcess practice({.delay = 0ms});
    Resolver resolver;
    EventLoop loop;
    Holdings before = holdings();
    auto ask = [&](const char* target) { return fetch(parse_url(practice.url(target)), resolver, Clock::now() + 60s); };
    Response page = loop.run_until_complete(with_timeout(3s, hedged(20ms, ask("/stall"), ask("/s?wd=1"))));
    CHECK(page.status == 200);
    CHECK_MESSAGE(holdings() == before, "a socket is left open. What does the task that has lost still hold?");
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(50ms, hedged(1ms, ask("/stall"), ask("/stall")))),
                    DeadlinePassed);
    CHECK_MESSAGE((holdings() == before && loop.tasks() == 0),
                  "hedged was cancelled while both were running, but they still exist. What owns them?");
}
