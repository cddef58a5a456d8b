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
        try {
            if (Future* next = coroutine_.send()) next->add_done_callback([this] { step(); });
            else set_result(std::move(coroutine_.result()));
        } catch (...) {
            set_exception(std::current_exception());  // it ends this task, and no other
        }
    }

    Coroutine coroutine_;
};
