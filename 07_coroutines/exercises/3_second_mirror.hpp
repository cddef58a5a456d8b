// Exercise 07-3: a second mirror, if the first one is slow. (an hour)
// Two mirrors have the same page. Ask the first one. If it fails, or has not answered after `patience`, ask the second
// one as well, and take the first answer. Then cancel what is still running. Fail only if both have failed, with what
// the last one threw. (Large sites avoid the rare slow answer in this way, and call it a "hedged request".)
// The code below is what everyone writes first. It gives up a mirror that may be about to answer.
#pragma once

#include "async.hpp"

template <typename T>
Coroutine<T> hedged(Clock::duration patience, Coroutine<T> first, Coroutine<T> second) {
    // TODO: both must run at the same time, each in a task. But what does hedged itself await, and what sets that?
    try {
        co_return co_await with_timeout(patience, std::move(first));
    } catch (const std::exception&) {}
    co_return co_await second;
}
