// The loop: sleeps until something happens, and then calls whoever waits for it. There are three places to wait in, and
// one turn looks at each: the selector (for a socket), the timers (for a time), the queue of what is ready to run now.
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
    EventLoop(const EventLoop&) = delete;  // neither copied nor moved: everybody refers to it
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();  // says on standard error how many tasks it leaves unfinished, if any

    // Runs the coroutines as tasks until all are done. Returns them as done futures, in the order of the coroutines:
    // result() returns a value or throws what that coroutine has thrown. Throws std::logic_error when they wait for one
    // another, or for something else that nothing in the loop can bring; and when the loop is running already.
    std::vector<Future*> run_until_complete(std::vector<Coroutine> coroutines);

    void run_forever();               // until somebody calls close()
    void close() { closed_ = true; }  // the next run begins anew

    // The task lives until the next run_until_complete, or until the loop ends.
    Task& create_task(Coroutine coroutine);
    void call_soon(Callback callback) { ready_.push_back(std::move(callback)); }
    Timers::iterator call_at(Deadline time, Callback callback) { return timers_.emplace(time, std::move(callback)); }
    void cancel(Timers::iterator timer) { timers_.erase(timer); }  // one that has not been called yet
    Selector& selector() { return selector_; }

private:
    void run_once();
    void run_ready();

    Selector selector_;
    Timers timers_;
    std::list<Task> tasks_;  // a list, since its elements never move: callbacks point to them
    std::deque<Callback> ready_;
    bool closed_ = false;
    bool is_running_ = false;
};
