// Exercise 07-3: a second mirror, if the first one is slow. (an hour)
// Two mirrors have the same page. Ask the first one. If it fails, or has not answered after `patience`, ask the second
// one as well, and take the first answer. Then cancel what is still running. Fail only if both have failed, with what
// the last one threw. (Large sites avoid the rare slow answer in this way, and call it a "hedged request".)
#pragma once

#include "async.hpp"

// What the two share. It is a variable of hedged, as their tasks are, and outlives them.
template <typename T>
struct Race {
    Future<T> answer;         // the first answer
    Future<void> ask_second;  // set if the first mirror fails or takes too long
    int failed = 0;

    void hurry() {
        if (!ask_second.done()) ask_second.set_result();
    }
};

template <typename T>
Coroutine<void> run(Race<T>& race, Coroutine<T> mirror) {
    try {
        T value = co_await mirror;
        if (!race.answer.done()) race.answer.set_result(std::move(value));  // a future can be set only once
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

// Each task reports to the one future that is awaited here. However this ends, its tasks are destroyed together with
// what they run, so nothing needs an explicit cancel. (Another way: a coroutine for each of the two, which awaits the
// task and then looks which was first.)
template <typename T>
Coroutine<T> hedged(Clock::duration patience, Coroutine<T> first, Coroutine<T> second) {
    EventLoop& loop = co_await ThisLoop();
    Race<T> race;
    Timer timer(loop, after(patience), [&race] { race.hurry(); });
    Task<void> one(loop, run(race, std::move(first)));
    Task<void> two(loop, run_when_asked(race, std::move(second)));
    co_return co_await race.answer;
}
