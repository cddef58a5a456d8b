// Exercise 07-2: a fiber waits for a coroutine. (thirty minutes)
// co_await works only in a coroutine, and a fiber is not one: so far the two kinds cannot use each other. Build the
// bridge: wait_for, called in a fiber, pauses the fiber until the coroutine has ended. It returns what the coroutine
// returned, or throws what it threw. Then even std::max_element can wait for pages, and other fibers run meanwhile.
#pragma once

#include "async.hpp"
#include "fibers/fiber.hpp"

// The bridge: only a coroutine can await the task, and only the loop may resume the fiber. (If this coroutine resumed
// it, wait_for would return while the coroutine still runs, and would destroy its task.)
template <typename T>
Coroutine<void> resume_after(Task<T>& task, Fiber& fiber) {
    try {
        co_await task;
    } catch (...) {  // wait_for takes it from the task
    }
    EventLoop& loop = co_await ThisLoop();
    loop.call_soon([&fiber] { fiber.resume(); });
}

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    Task<void> bridge(loop, resume_after(task, *Fiber::current()));
    // Meanwhile the loop runs both tasks. (It looks shorter to run the loop right here until the task is done. But then
    // the fibers that it resumes run on top of this one, and this one can go on only after them.)
    Fiber::pause();
    return task.result();
}
