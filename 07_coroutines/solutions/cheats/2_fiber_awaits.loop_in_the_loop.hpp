// Wrong: runs the loop on top of the fiber until the task is done.
#pragma once

#include "async.hpp"
#include "fibers/fiber.hpp"

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    while (!task.done()) loop.run_once();
    return task.result();
}
