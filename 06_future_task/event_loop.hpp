// The loop sleeps until something happens, and then calls whatever waits for it. There are three places to wait in,
// and one turn looks at each: the selector (a socket), the timers (a time), and the ready queue (what can run now).
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <vector>

#include "from_05/selector.hpp"

class Coroutine;
class Future;
class Task;

class EventLoop {
public:
    using Callback = std::function<void()>;
    using Timers = std::multimap<Deadline, Callback>;

    EventLoop();
    EventLoop(const EventLoop&) = delete;  // neither copied nor moved: tasks and futures refer to it
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();  // reports unfinished tasks, if any, on standard error

    // Runs the coroutines as tasks until all are done. Returns them as done futures, in the order of the coroutines:
    // result() returns a value or throws what that coroutine has thrown. Throws std::logic_error if they wait for one
    // another or for something else that can never happen.
    std::vector<Future*> run_until_complete(std::vector<Coroutine> coroutines);

    void run_forever();               // until a callback calls close()
    void close() { closed_ = true; }  // does not affect the next run

    // The task lives as long as the loop, so callbacks may point to it.
    Task& create_task(Coroutine coroutine);
    void call_soon(Callback callback) { ready_.push_back(std::move(callback)); }
    Timers::iterator call_at(Deadline time, Callback callback) { return timers_.emplace(time, std::move(callback)); }
    void cancel(Timers::iterator timer) { timers_.erase(timer); }  // only before it is called
    Selector& selector() { return selector_; }

private:
    void run_once();
    void run_ready();

    Selector selector_;
    Timers timers_;
    std::list<Task> tasks_;  // a list never moves its elements
    std::deque<Callback> ready_;
    bool closed_ = false;
};
