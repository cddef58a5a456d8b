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
        try {
            if (Future* next = coroutine_.send()) next->add_done_callback([this](Future&) { step(); });
            else set_result(std::move(coroutine_.result()));
        } catch (...) {
            set_exception(std::current_exception());  // it ends this task, and no other
        }
    }

    Coroutine coroutine_;
};
