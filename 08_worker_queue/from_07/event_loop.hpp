// The loop of chapter 06: sockets, times, and a queue of what is ready to run.
// New: what stands in the queue can be cancelled, as a timer can, so that a late wake-up never meets a destroyed task.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <utility>

#include "from_05/selector.hpp"

template <typename T>
class Coroutine;

class EventLoop {
public:
    using Callback = std::function<void()>;
    using Timers = std::multimap<Deadline, Callback>;
    using Ready = std::list<Callback>;

    EventLoop() = default;
    EventLoop(const EventLoop&) = delete;  // neither copied nor moved: everybody refers to it
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    // Runs the coroutine as a task until it is done. Returns what it returns, or throws what it throws. Throws
    // std::logic_error when it waits for something that nothing in the loop can bring. (Defined in task.hpp.)
    template <typename T>
    T run_until_complete(Coroutine<T> coroutine);

    Ready::iterator call_soon(Callback callback) { return ready_.insert(ready_.end(), std::move(callback)); }
    Timers::iterator call_at(Deadline time, Callback callback) { return timers_.emplace(time, std::move(callback)); }
    void cancel(Ready::iterator turn) { ready_.erase(turn); }      // one that has not been called yet
    void cancel(Timers::iterator timer) { timers_.erase(timer); }  // the same
    Selector& selector() { return selector_; }

    void run_once();  // one turn; sleeps until there is something to do

    std::size_t tasks() const { return tasks_; }  // how many there are; every Task says when it comes and goes
    void enter() { ++tasks_; }
    void leave() { --tasks_; }

private:
    Selector selector_;
    Timers timers_;
    Ready ready_;
    std::size_t tasks_ = 0;
};

// A call at a time, which is cancelled when this goes out of scope.
class Timer {
public:
    Timer(EventLoop& loop, Deadline time, EventLoop::Callback callback) : loop_(loop) {
        timer_ = loop.call_at(time, [this, callback = std::move(callback)] {
            pending_ = false;
            callback();
        });
    }
    ~Timer() { cancel(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    void cancel() {
        if (std::exchange(pending_, false)) loop_.cancel(timer_);
    }

private:
    EventLoop& loop_;
    EventLoop::Timers::iterator timer_;
    bool pending_ = true;
};
