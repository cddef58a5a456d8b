// See event_loop.hpp. It is chapter 06's loop without the tasks: here each task belongs to whoever makes it.
#include "event_loop.hpp"

#include <stdexcept>

#include "coroutine.hpp"

EventLoop::~EventLoop() {
    while (!ready_.empty()) take_first();  // one by one: destroying a callback may cancel others
}

void EventLoop::run_once() {
    if (ready_.empty() && alarms_.empty() && selector_.is_empty())
        throw std::logic_error("a task waits for something that can never happen");

    // If something can run now, only look. Otherwise sleep until a socket is ready or the first alarm is due.
    Deadline until{};  // a moment long past
    if (ready_.empty()) until = alarms_.empty() ? Deadline::max() : (*alarms_.begin())->time;
    const auto sockets = selector_.select(until);

    // Sockets first: if this program was busy for long, what has arrived meanwhile is still in time.
    for (const Selector::Ready& ready : sockets)
        if (auto callback = selector_.callback_of(ready)) callback();

    for (const Deadline now = Clock::now(); !alarms_.empty() && (*alarms_.begin())->time <= now;) {
        (*alarms_.begin())->run->wake();
        alarms_.erase(alarms_.begin());
    }

    // Only what is in the queue now. What it adds must wait for the next turn, so that it cannot keep the sockets
    // waiting. (The queue may become empty earlier, because a callback may run the loop itself.)
    for (std::size_t left = ready_.size(); left > 0 && !ready_.empty(); --left)
        if (Callback callback = take_first()) callback();
}

EventLoop::Callback EventLoop::take_first() {
    Callback first = std::move(ready_.front());
    ready_.pop_front();
    return first;
}
