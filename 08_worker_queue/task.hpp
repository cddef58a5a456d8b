// Runs a coroutine beside the others, and is the future of its result, as in chapter 06.
// The one idea: the task owns the outermost frame, each frame owns those that it awaits. So to destroy a task is to
// cancel it: every destructor on the way runs, sockets close, and nobody is left who could wake it.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

// What awaiting a task throws that was cancelled.
struct Cancelled : std::runtime_error {
    Cancelled() : std::runtime_error("cancelled") {}
};

template <typename T>
class Task : public Future<T> {
public:
    // The first step is taken by the loop, not here.
    Task(EventLoop& loop, Coroutine<T> coroutine)
        : Future<T>(loop), coroutine_(std::move(coroutine)), run_{loop, loop.enter([this] { step(); })} {
        run_.waiting = coroutine_.begin(run_);
        loop.call_soon([&loop, task = run_.task] { loop.wake(task); });
    }
    ~Task() { this->loop_.leave(run_.task); }

    // Not from within the task itself. Who awaits it gets `why`.
    void cancel(std::exception_ptr why = std::make_exception_ptr(Cancelled())) {
        if (this->done()) return;
        if (running_) throw std::logic_error("a task cannot cancel itself");
        this->loop_.leave(run_.task);
        coroutine_.destroy();
        this->set_exception(std::move(why));
    }

private:
    // Resumes one frame after the other until one of them waits. An await does not call the awaited frame, and an end
    // does not call the one that awaits; both only say who is next. However many follow one another, the stack is flat.
    void step() {
        run_.next = std::exchange(run_.waiting, nullptr);
        running_ = true;
        while (run_.next) std::exchange(run_.next, nullptr).resume();
        running_ = false;
        if (!coroutine_.done()) return;
        this->loop_.leave(run_.task);
        this->set_outcome(std::move(coroutine_.result()));
    }

    Coroutine<T> coroutine_;
    Run run_;
    bool running_ = false;
};

template <typename T>
T EventLoop::run_until_complete(Coroutine<T> coroutine) {
    Task<T> task(*this, std::move(coroutine));
    while (!task.done()) run_once();
    if constexpr (std::is_void_v<T>) task.result();
    else return std::move(task.result());
}
