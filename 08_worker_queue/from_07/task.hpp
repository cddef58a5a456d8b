// Runs a coroutine beside the others, and is the future of its result, as in chapter 06.
// The task owns the outermost frame, each frame owns those that it awaits. So to destroy a task is to cancel it: every
// destructor on the way runs, sockets close, and whatever was to wake the task forgets it.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

// Awaiting a cancelled task throws this.
struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

template <typename T>
class Task : public Future<T>, private Run {
public:
    // The first step is taken by the loop, not here.
    Task(EventLoop& event_loop, Coroutine<T> coroutine) : Run(event_loop), coroutine_(std::move(coroutine)) {
        waiting = coroutine_.begin(*this);
        wake();
    }

    // Must not be called by the task itself. Awaiting the task then throws `why`.
    void cancel(std::exception_ptr why = std::make_exception_ptr(Cancelled())) {
        if (this->done()) return;
        if (!waiting) throw std::logic_error("a task cannot cancel itself");
        stop();
        Coroutine<T> ended = std::move(coroutine_);  // its destructors, at the end of this block, find the task done
        this->set_exception(std::move(why));
    }

protected:
    // Resumes one frame after the other until one of them waits. An await does not call the awaited frame, and an end
    // does not call the one that awaits; both only say who is next. However many follow one another, the stack is flat.
    void step() override {
        next = std::exchange(waiting, nullptr);
        while (next) std::exchange(next, nullptr).resume();
        if (coroutine_.done()) this->set_outcome(std::move(coroutine_.result()));
    }

private:
    Coroutine<T> coroutine_;
};

template <typename T>
T EventLoop::run_until_complete(Coroutine<T> coroutine) {
    Task<T> task(*this, std::move(coroutine));
    while (!task.done()) run_once();
    if constexpr (std::is_void_v<T>) task.result();
    else return std::move(task.result());
}
