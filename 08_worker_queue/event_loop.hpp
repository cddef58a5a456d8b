// The loop of chapter 06: sockets, times, and a queue of what is ready to run.
// What is new: it knows tasks by numbers, so that a call that comes too late finds nobody instead of a ghost.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <unordered_map>

#include "coroutine.hpp"
#include "selector.hpp"

class EventLoop {
public:
    using Callback = std::function<void()>;
    using Timers = std::multimap<Deadline, Callback>;

    EventLoop() = default;
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    // Runs the coroutine as a task until it is done, and gives what it returns or throws what it throws. Throws
    // std::logic_error when it waits for something that nobody will bring.
    template <typename T>
    T run_until_complete(Coroutine<T> coroutine);

    void call_soon(Callback callback) { ready_.push_back(std::move(callback)); }
    Timers::iterator call_at(Deadline time, Callback callback) { return timers_.emplace(time, std::move(callback)); }
    void cancel(Timers::iterator timer) { timers_.erase(timer); }  // one that has not been called yet
    Selector& selector() { return selector_; }

    // For Task. `step` is called when somebody wakes that number.
    unsigned long enter(Callback step);
    void leave(unsigned long task) { tasks_.erase(task); }
    void wake(unsigned long task);
    std::size_t tasks() const { return tasks_.size(); }

    void run_once();  // one turn; sleeps until there is something to do

private:
    Selector selector_;
    Timers timers_;
    std::deque<Callback> ready_;
    std::unordered_map<unsigned long, Callback> tasks_;
    unsigned long next_task_ = 0;
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
