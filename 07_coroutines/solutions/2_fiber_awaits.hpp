// Exercise 07-2: a fiber waits for a coroutine. (thirty minutes)
// co_await works only in a coroutine, and a fiber is not one: so far the two kinds cannot use each other. Build the
// bridge: wait_for, called in a fiber, pauses the fiber until the coroutine has ended. It returns what the coroutine
// returned, or throws what it threw. Then even std::max_element can wait for pages, and other fibers run meanwhile.
#pragma once

#include "async.hpp"
#include "fibers/fiber.hpp"

// What the loop wakes. Only the loop may resume the fiber: if a coroutine resumed it, wait_for would return while that
// coroutine still runs, and would destroy its task.
struct FiberRun : Run {
    Fiber& fiber;

    FiberRun(EventLoop& event_loop, Fiber& waiting) : Run(event_loop), fiber(waiting) {}
    void step() override { fiber.resume(); }
};

// The bridge: only a coroutine can await the task.
template <typename T>
Coroutine<void> wake_after(Task<T>& task, Run& run) {
    try {
        co_await task;
    } catch (...) {  // wait_for takes it from the task
    }
    run.wake();
}

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    FiberRun fiber(loop, *Fiber::current());
    Task<void> bridge(loop, wake_after(task, fiber));
    // Meanwhile the loop runs both tasks. (It looks shorter to run the loop right here until the task is done. But then
    // the fibers that it resumes run on top of this one, and this one can go on only after them.)
    Fiber::pause();
    return task.result();
}
