// The loop: see event_loop.hpp. Read run_once first, for everything else only calls it.
#include "event_loop.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>

EventLoop::~EventLoop() {
    auto left = std::count_if(tasks_.begin(), tasks_.end(), [](const Task& task) { return !task.done(); });
    if (left > 0) std::cerr << "EventLoop: " << left << " tasks were never finished\n";
    ready_.clear();  // never called: what they point to goes now
    tasks_.clear();  // their frames, while selector and timers are still there to be told
}

std::vector<Future*> EventLoop::run_until_complete(std::vector<Coroutine> coroutines) {
    tasks_.remove_if([](const Task& task) { return task.done(); });  // those of the last run
    std::vector<Future*> tasks;
    for (Coroutine& coroutine : coroutines) tasks.push_back(&create_task(std::move(coroutine)));
    for (std::size_t done = 0; done < tasks.size();) {
        if (tasks[done]->done()) ++done;
        else run_once();
    }
    return tasks;
}

void EventLoop::run_forever() {
    closed_ = false;  // the last run may have been closed; this one has not
    while (!closed_) run_once();
}

void EventLoop::run_once() {
    if (ready_.empty() && timers_.empty() && selector_.is_empty())
        throw std::logic_error("a task waits for something that nobody will bring");

    // Something to run now: only look. Otherwise sleep until a socket is ready or the first timer is due.
    Deadline until = Clock::now();
    if (ready_.empty()) until = timers_.empty() ? Deadline::max() : timers_.begin()->first;
    const auto sockets = selector_.select(until);

    // Timers first: a server that floods us is always ready, and no deadline would ever pass.
    while (!timers_.empty() && timers_.begin()->first <= Clock::now()) {
        Callback callback = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        callback();
    }
    for (const Selector::Ready& ready : sockets)
        if (auto callback = selector_.callback_of(ready)) callback();

    // Only what is in the queue now. What these add has its turn after the sockets: nobody can keep them waiting.
    // (It may be empty before: a callback may have run the loop itself.)
    for (std::size_t left = ready_.size(); left > 0 && !ready_.empty(); --left) {
        Callback callback = std::move(ready_.front());
        ready_.pop_front();
        callback();
    }
}
