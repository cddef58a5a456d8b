// Exercise 06-4: from memory. Write step.
// The chapter's own tests check it.

// A task drives a coroutine: it runs the coroutine to its next future, and again when that future is done.
// A task is a future too: its result is what the coroutine returns. The chapter's README says why.
#pragma once

#include <exception>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

class Task : public Future {
public:
    // The loop takes the first step, not the constructor. EventLoop::create_task makes tasks, and the loop owns them.
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
