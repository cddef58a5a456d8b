// Exercise 06-4: from memory. Write step.
// The chapter's own tests check it.

// Drives a coroutine: runs it to its next future, and comes back when that is done.
// A task is itself a future: its result is what the coroutine returns. The end of the chapter says why.
#pragma once

#include <exception>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

class Task : public Future {
public:
    // The first step is taken by the loop, not here. EventLoop::create_task makes tasks, and owns them.
    Task(EventLoop& loop, Coroutine coroutine) : Future(loop), coroutine_(std::move(coroutine)) {
        loop.call_soon([this] { step(); });
    }

private:
    void step() {
        // TODO: run the coroutine to its next future, or to its end. And then?
        throw std::logic_error("TODO: Task::step");
    }

    Coroutine coroutine_;
};
