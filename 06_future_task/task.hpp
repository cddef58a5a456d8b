// Drives a coroutine: runs it to its next future, and comes back when that is done.
// And a task is itself a future, whose result is what the coroutine returns. Why, is said at the end of the chapter.
#pragma once

#include "coroutine.hpp"
#include "future.hpp"

class Task : public Future {
public:
    // The first step is taken by the loop, not here. EventLoop::create_task makes tasks, and owns them.
    Task(EventLoop& loop, Coroutine coroutine);

private:
    void step();

    Coroutine coroutine_;
};
