// The loop of chapter 06: sockets, times, and a queue of what is ready to run.
// Two things are new. An alarm lives in the frame that waits for it, and the loop only holds a pointer to it. And a
// call in the queue can be cancelled too, so that a late wake-up never meets a destroyed task.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <utility>

#include "from_05/selector.hpp"

template <typename T>
class Coroutine;

struct Run;  // a task: see coroutine.hpp

// Wakes a task at `time`. Its owner must take it out of the loop before it destroys it.
struct Alarm {
    Deadline time;
    Run* run = nullptr;
};

class EventLoop {
public:
    using Callback = std::function<void()>;
    using Turn = std::uint32_t;  // the number of a call in the queue; 0 follows the largest

    EventLoop() = default;
    EventLoop(const EventLoop&) = delete;  // neither copied nor moved: tasks and futures refer to it
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    // Runs the coroutine as a task until it is done. Returns what it returns, or throws what it throws. Throws
    // std::logic_error if it waits for something that can never happen. (Defined in task.hpp.)
    template <typename T>
    T run_until_complete(Coroutine<T> coroutine);

    Turn call_soon(Callback callback) {
        ready_.push_back(std::move(callback));
        return ++last_turn_;
    }
    void cancel(Turn turn) { ready_[ready_.size() - 1 - (last_turn_ - turn)] = nullptr; }  // only before it is called
    void set(Alarm& alarm) { alarms_.insert(&alarm); }
    void cancel(Alarm& alarm) { alarms_.erase(&alarm); }  // does nothing if it has rung
    Selector& selector() { return selector_; }

    void run_once();  // one turn: sleeps until there is something to do

    std::size_t tasks() const { return tasks_; }  // how many exist; each Task enters and leaves
    void enter() { ++tasks_; }
    void leave() { --tasks_; }

private:
    struct Earlier {
        bool operator()(const Alarm* a, const Alarm* b) const { return std::pair(a->time, a) < std::pair(b->time, b); }
    };

    Callback take_first();

    Selector selector_;
    std::set<Alarm*, Earlier> alarms_;
    std::deque<Callback> ready_;  // a cancelled one leaves an empty callback
    Turn last_turn_ = 0;
    std::size_t tasks_ = 0;
};
