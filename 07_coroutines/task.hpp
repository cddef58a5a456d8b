// Runs a coroutine beside the others, and is the future of its result, as in chapter 06.
// The task owns the outermost frame, and each frame owns those that it awaits. So to destroy a task is to cancel it:
// the destructors in all frames run, sockets close, and everything that would wake the task forgets it.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

template <typename T>
class Task : public Future<T>, private Chain {
public:
    // The loop takes the first step, not the constructor.
    Task(EventLoop& event_loop, Coroutine<T> coroutine) : Chain(event_loop), coroutine_(std::move(coroutine)) {
        coroutine_.begin(*this);
        wake();
    }
    ~Task() override { unwind(); }

    // The task itself must not call it. Awaiting the task then throws `why`. Coroutines that the task awaits are parts
    // of it, and end too. Another task that it awaits goes on: that one belongs to whoever has it.
    void cancel(std::exception_ptr why = std::make_exception_ptr(Cancelled())) {
        if (this->done()) return;
        if (!waits) throw std::logic_error("a task cannot cancel itself");
        this->set_exception(std::move(why));  // first, so that destructors find the task done
        unwind();
    }

private:
    void step() override {
        go_on();
        if (coroutine_.done()) this->set_outcome(std::move(coroutine_.result()));
    }

    Coroutine<T> coroutine_;
};

template <typename T>
T EventLoop::run_until_complete(Coroutine<T> coroutine) {
    Task<T> task(*this, std::move(coroutine));
    while (!task.done()) run_once();
    if constexpr (std::is_void_v<T>) task.result();
    else return std::move(task.result());
}
