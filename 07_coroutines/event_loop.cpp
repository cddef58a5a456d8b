// The loop: see event_loop.hpp. Read run_once first; it is chapter 06's.
#include "event_loop.hpp"

#include <stdexcept>

unsigned long EventLoop::enter(Callback step) {
    tasks_.emplace(++next_task_, std::move(step));
    return next_task_;
}

void EventLoop::wake(unsigned long task) {
    auto found = tasks_.find(task);
    if (found == tasks_.end()) return;  // done or cancelled meanwhile
    Callback step = found->second;      // a copy: the step may be the task's last, and take it off the list
    step();
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
