// Exercise 06-4: from memory. Write run_once: one turn of the loop.
// The chapter's own tests check it.

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
    // TODO: one turn. What does it look at, in which order, and how long may it sleep?
    throw std::logic_error("TODO: EventLoop::run_once");
}

void EventLoop::run_ready() {
    // (The ready queue may become empty earlier, because a callback may run the loop itself.)
    for (std::size_t count = ready_.size(); count > 0 && !ready_.empty(); --count) {
        Callback callback = std::move(ready_.front());
        ready_.pop_front();
        callback();
    }
}
