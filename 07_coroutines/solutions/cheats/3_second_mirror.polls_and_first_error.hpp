// Wrong: looks every millisecond which one is done, and throws what the first mirror threw.
#pragma once

#include "async.hpp"

template <typename T>
Coroutine<T> hedged(Clock::duration patience, Coroutine<T> first, Coroutine<T> second) {
    EventLoop& loop = co_await ThisLoop();
    const auto start = Clock::now();
    Task<T> one(loop, std::move(first));
    std::optional<Task<T>> two;
    for (;;) {
        if (one.done() && !one.outcome().failed()) co_return std::move(one.result());
        if (two && two->done() && !two->outcome().failed()) co_return std::move(two->result());
        if (one.done() && two && two->done()) co_return std::move(one.result());
        if (!two && (one.done() || Clock::now() - start >= patience)) two.emplace(loop, std::move(second));
        co_await sleep_for(std::chrono::milliseconds(1));
    }
}
