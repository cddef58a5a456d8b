// The loop of chapter 06: sockets, times, and the ready queue.
// New: the ready queue holds no callbacks. What the loop wakes is a Run, and the Run itself is in that queue. So a
// wake-up needs no memory and cannot fail, and ends with its Run. An alarm, too, lives in the frame that waits for it.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "from_05/selector.hpp"
#include "intrusive_list.hpp"

class EventLoop;
template <typename T>
class Coroutine;

// What the loop can run: a task, for example.
struct Run : ListNode {
    EventLoop& loop;

    explicit Run(EventLoop& loop_) : loop(loop_) {}
    virtual ~Run() = default;

    void wake();              // the loop will call step(), once, however often it is woken before
    virtual void step() = 0;  // goes on
};

// Wakes `run` at `time`. Its owner must take it out of the loop before it destroys it.
struct Alarm {
    Deadline time;
    Run* run = nullptr;
    std::uint64_t number = 0;  // alarms with the same time ring in the order in which they were set
};

class EventLoop {
public:
    EventLoop() = default;
    EventLoop(const EventLoop&) = delete;  // neither copied nor moved: tasks and futures refer to it
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    // Runs the coroutine as a task until it is done. Returns what it returns, or throws what it throws. Throws
    // std::logic_error if it waits for something that can never happen. (Defined in task.hpp.)
    template <typename T>
    T run_until_complete(Coroutine<T> coroutine);

    void call_soon(Run& run);  // puts it into the ready queue, unless it is there
    void set(Alarm& alarm) {
        alarm.number = ++alarms_set_;
        alarms_.insert(&alarm);
    }
    void cancel(Alarm& alarm) { alarms_.erase(&alarm); }  // does nothing if it has rung
    Selector& selector() { return selector_; }

    void run_once();  // one turn: sleeps until there is something to do

    std::size_t tasks() const { return tasks_; }  // how many exist

private:
    friend struct Chain;  // of coroutines, one for each task: counts itself
    struct Earlier {
        bool operator()(const Alarm* a, const Alarm* b) const {
            return std::pair(a->time, a->number) < std::pair(b->time, b->number);
        }
    };

    Selector selector_;
    std::set<Alarm*, Earlier> alarms_;
    List<Run> ready_;
    std::uint64_t alarms_set_ = 0;
    std::size_t tasks_ = 0;
};
