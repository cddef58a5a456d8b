// Exercise 07-3: a second mirror, if the first one dawdles. (an hour)
// Two mirrors have the same page. Ask the first one. If it has failed, or has not answered after `patience`, ask the
// second one as well, and take the answer that comes first; what is still running then is cancelled. Only if both have
// failed, fail, with what the last one threw. (Large sites get rid of the rare slow answer in this way, by a "hedged
// request".) What stands here is what everybody writes first, and it gives up a mirror that may be about to answer.
#include <doctest/doctest.h>

#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

// What the two share: it stands in hedged's frame, which owns their tasks and so outlives them.
template <typename T>
struct Race {
    Future<T> answer;         // of whoever comes first
    Future<void> ask_second;  // the first one has failed, or has taken too long
    int failed = 0;

    void hurry() {
        if (!ask_second.done()) ask_second.set_result();
    }
};

template <typename T>
Coroutine<void> run(Race<T>& race, Coroutine<T> mirror) {
    try {
        T value = co_await mirror;
        if (!race.answer.done()) race.answer.set_result(std::move(value));  // a future is set once
    } catch (...) {
        race.hurry();
        if (++race.failed == 2) race.answer.set_exception(std::current_exception());
    }
}

template <typename T>
Coroutine<void> run_when_asked(Race<T>& race, Coroutine<T> mirror) {
    co_await race.ask_second;
    co_await run(race, std::move(mirror));
}

// Each task reports to the one future that is awaited here. At the end, whichever way it comes to that, the tasks go,
// and with them what they run: nothing has to be cancelled by name. The other way: a coroutine
// of its own for each of the two, which awaits the task and then looks who was first.
template <typename T>
Coroutine<T> hedged(Clock::duration patience, Coroutine<T> first, Coroutine<T> second) {
    EventLoop& loop = co_await ThisLoop();
    Race<T> race;
    Timer timer(loop, Clock::now() + patience, [&race] { race.hurry(); });
    Task<void> one(loop, run(race, std::move(first)));
    Task<void> two(loop, run_when_asked(race, std::move(second)));
    co_return co_await race.answer;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// A mirror that says `says` after so long, or fails: "one is broken".
Coroutine<std::string> mirror(Clock::duration time, std::string says) {
    co_await sleep_for(time);
    if (says.ends_with("broken")) throw std::runtime_error(says);
    co_return says;
}

Coroutine<std::string> mirror_after(Future<void>& future, std::string says) {
    co_await future;
    co_return says;
}

void expect(const std::string& expected, EventLoop& loop, Coroutine<std::string> hedged_mirrors,
            const std::string& why) {
    std::string seen;
    try {
        seen = loop.run_until_complete(with_timeout(3s, std::move(hedged_mirrors)));
        loop.run_until_complete(sleep_for(1ms));  // a callback that comes too late comes now
    } catch (const std::exception& error) {
        seen = error.what();
    }
    CHECK_MESSAGE(seen == expected, "expected: " << expected << "; seen: " << seen << ". " << why);
    CHECK_MESSAGE(loop.tasks() == 0, "a task is left behind. Who owns it, and when does its owner go?");
}

TEST_CASE("the first answer is taken, whoever gives it") {
    EventLoop loop;
    Future<void> never;
    expect("one", loop, hedged(1h, mirror(1ms, "one"), mirror(0ms, "two")),
           "The first mirror has answered in time: nobody else is asked.");
    expect("two", loop, hedged(1ms, mirror(1h, "one"), mirror(1ms, "two")),
           "The first mirror takes an hour, and the second one does not.");
    expect("one", loop, hedged(1ms, mirror(20ms, "one"), mirror_after(never, "two")),
           "The first mirror answers after 20 ms and the second one never. Is the first one given up too early?");
}

TEST_CASE("a mirror that fails does not end the race, but two do") {
    EventLoop loop;
    expect("two", loop, hedged(1h, mirror(0ms, "one is broken"), mirror(1ms, "two")),
           "When the first one has failed, there is nothing to be patient for: ask the second one at once.");
    expect("one", loop, hedged(1ms, mirror(20ms, "one"), mirror(0ms, "two is broken")),
           "The second one has failed, but the first one may still answer.");
    expect("one is broken", loop, hedged(1ms, mirror(20ms, "one is broken"), mirror(0ms, "two is broken")),
           "Both have failed, the first one last.");
}

TEST_CASE("both may answer in the same turn of the loop") {
    EventLoop loop;
    Future<void> both;
    Timer timer(loop, Clock::now() + 20ms, [&] { both.set_result(); });
    expect("hello", loop, hedged(1ms, mirror_after(both, "hello"), mirror_after(both, "hello")),
           "A future can be set only once: is it done already?");
}

TEST_CASE("who loses is gone, and so is his connection") {
    site::SiteProcess practice({.delay = 0ms});
    Resolver addresses;
    EventLoop loop;
    Holdings before = holdings();
    auto ask = [&](const char* target) {
        return fetch(parse_url(practice.url(target)), addresses, Clock::now() + 60s);
    };
    Response page = loop.run_until_complete(with_timeout(3s, hedged(20ms, ask("/stall"), ask("/s?wd=1"))));
    CHECK(page.status == 200);
    CHECK_MESSAGE(holdings() == before, "a socket is left open. What does the task of the one who lost still hold?");
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(50ms, hedged(1ms, ask("/stall"), ask("/stall")))),
                    DeadlinePassed);
    CHECK_MESSAGE((holdings() == before && loop.tasks() == 0),
                  "hedged was cancelled while both were running, and they are still there. Who owns them?");
}
