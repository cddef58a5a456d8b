// See event_loop.hpp. Read run_once first: everything else only calls it.
#include "event_loop.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "task.hpp"

EventLoop::EventLoop() = default;

EventLoop::~EventLoop() {
    auto unfinished = std::count_if(tasks_.begin(), tasks_.end(), [](const Task& task) { return !task.done(); });
    if (unfinished > 0) std::cerr << "EventLoop: " << unfinished << " tasks were never finished\n";
    ready_.clear();  // they are not called: what they point to is destroyed next
    tasks_.clear();  // destroys the frames, which still need the selector and the timers
}

std::vector<Future*> EventLoop::run_until_complete(std::vector<Coroutine> coroutines) {
    std::vector<Future*> tasks;
    for (Coroutine& coroutine : coroutines) tasks.push_back(&create_task(std::move(coroutine)));
    for (std::size_t done = 0; done < tasks.size();) {
        if (tasks[done]->done()) ++done;
        else run_once();
    }
    if (!tasks.empty()) run_ready();  // the callbacks of the tasks that ended last
    return tasks;
}

Task& EventLoop::create_task(Coroutine coroutine) { return tasks_.emplace_back(*this, std::move(coroutine)); }

void EventLoop::run_forever() {
    closed_ = false;  // the previous run may have been closed
    while (!closed_) run_once();
}

void EventLoop::run_once() {
    if (ready_.empty() && timers_.empty() && selector_.is_empty())
        throw std::logic_error("a task waits for something that can never happen");

    // If something can run now, only look. Otherwise sleep until a socket is ready or the first timer is due.
    Deadline until = Clock::now();
    if (ready_.empty()) until = timers_.empty() ? Deadline::max() : timers_.begin()->first;
    const auto sockets = selector_.select(until);

    // Sockets first: if this program was busy for long, what has arrived meanwhile is still in time.
    for (const Selector::Ready& ready : sockets)
        if (auto callback = selector_.callback_of(ready)) callback();

    // Only the timers that are due now, and then only what is in the ready queue by then. What is added later waits for
    // the next turn, so that none of the three can keep the others waiting. (A callback may also cancel timers.)
    const Deadline now = Clock::now();
    for (auto due = std::distance(timers_.begin(), timers_.upper_bound(now));
         due > 0 && !timers_.empty() && timers_.begin()->first <= now; --due) {
        Callback callback = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        callback();
    }
    run_ready();
}

void EventLoop::run_ready() {
    // (The ready queue may become empty earlier, because a callback may run the loop itself.)
    for (std::size_t count = ready_.size(); count > 0 && !ready_.empty(); --count) {
        Callback callback = std::move(ready_.front());
        ready_.pop_front();
        callback();
    }
}
