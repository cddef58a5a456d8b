// Wrong: destroys the frame in cancel(), even while it runs.
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
    CancellableTask(EventLoop& loop, Coroutine coroutine)
        : Future(loop), loop_(loop), coroutine_(std::move(coroutine)) {
        loop.call_soon([this] { step(); });
    }

    // Does nothing if the task is done. The coroutine itself may call it, and then ends at its next pause.
    void cancel() {
        if (done()) return;
        Coroutine destroyed_here = std::move(coroutine_);
        set_exception(std::make_exception_ptr(Cancelled()));
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

    EventLoop& loop_;
    Coroutine coroutine_;
    bool cancelled_ = false;
};
