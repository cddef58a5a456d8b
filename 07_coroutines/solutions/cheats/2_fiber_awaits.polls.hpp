// Wrong: a timer resumes the fiber every millisecond, to look whether the task is done.
#pragma once

#include "async.hpp"
#include "fibers/fiber.hpp"

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    while (!task.done()) {
        Timer again(loop, Clock::now() + std::chrono::milliseconds(1), [fiber = Fiber::current()] { fiber->resume(); });
        Fiber::pause();
    }
    return task.result();
}
