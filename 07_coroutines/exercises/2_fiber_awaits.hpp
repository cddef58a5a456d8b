// Exercise 07-2: a fiber waits for a coroutine. (thirty minutes)
// co_await works only in a coroutine, and a fiber is not one: so far the two kinds cannot use each other. Build the
// bridge: wait_for, called in a fiber, pauses the fiber until the coroutine has ended. It returns what the coroutine
// returned, or throws what it threw. Then even std::max_element can wait for pages, and other fibers run meanwhile.
#pragma once

#include "async.hpp"
#include "fibers/fiber.hpp"

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    // TODO: how does this fiber pause, and what resumes it when the task is done?
    return task.result();
}
