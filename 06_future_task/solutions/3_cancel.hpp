// Exercise 06-3: a task that can be cancelled. (an hour)
// CancellableTask is the chapter's Task with a cancel() that does too little: it ends the future but not the coroutine.
// The coroutine keeps its socket, and when it is woken after all, an exception ends the loop. Make cancel() end the
// coroutine too: destroy its frame and everything in it. Waiting for the task then throws Cancelled.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include "task.hpp"

struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

class CancellableTask : public Future {
public:
    CancellableTask(EventLoop& loop, Coroutine coroutine) : Future(loop), coroutine_(std::move(coroutine)) {
        loop.call_soon([this] { step(); });
    }

    // Does nothing if the task is done. The coroutine itself may call it, and then ends at its next pause.
    void cancel() {
        cancelled_ = true;
        loop_.call_soon([this] { step(); });  // not now: the caller may be the coroutine itself
    }

private:
    void step() {
        if (done()) return;  // woken after the end, or cancelled too late or twice
        try {
            // The destructors do the rest: Readiness unregisters, Socket closes. (Python throws CancelledError into the
            // coroutine at its pause instead, and the coroutine may catch it.)
            if (cancelled_) {
                Coroutine destroyed_here = std::move(coroutine_);
                throw Cancelled();
            }
            if (Future* next = coroutine_.send()) next->add_done_callback([this] { step(); });
            else set_result(std::move(coroutine_.result()));
        } catch (...) {
            set_exception(std::current_exception());
        }
    }

    Coroutine coroutine_;
    bool cancelled_ = false;
};
