// See event_loop.hpp. It is chapter 06's, without the tasks: here each belongs to whoever makes it.
#include "event_loop.hpp"

#include <iterator>
#include <stdexcept>

EventLoop::~EventLoop() {
    // One by one: what a callback owns, a task or a timer, may cancel others that are still here.
    while (!ready_.empty()) {
        Callback never_called = std::move(ready_.front());
        ready_.pop_front();
    }
    while (!timers_.empty()) timers_.extract(timers_.begin());
}

void EventLoop::run_once() {
    if (ready_.empty() && timers_.empty() && selector_.is_empty())
        throw std::logic_error("a task waits for something that nobody will bring");

    // Something to run now: only look. Otherwise sleep until a socket is ready or the first timer is due.
    Deadline until = Clock::now();
    if (ready_.empty()) until = timers_.empty() ? Deadline::max() : timers_.begin()->first;
    const auto sockets = selector_.select(until);

    // Sockets first: if this program was busy for long, what has come meanwhile came in time.
    for (const Selector::Ready& ready : sockets)
        if (auto callback = selector_.callback_of(ready)) callback();

    // Only the timers that are due now, and only what is in the queue now. What their callbacks add has its turn after
    // the sockets, so that none of the three can keep the others waiting. (Both may run empty before: a callback may
    // cancel timers, or run the loop itself.)
    const Deadline now = Clock::now();
    for (auto due = std::distance(timers_.begin(), timers_.upper_bound(now));
         due > 0 && !timers_.empty() && timers_.begin()->first <= now; --due) {
        Callback callback = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        callback();
    }
    for (std::size_t left = ready_.size(); left > 0 && !ready_.empty(); --left) {
        Callback callback = std::move(ready_.front());
        ready_.pop_front();
        callback();
    }
}
