// See event_loop.hpp. It is chapter 06's loop without the tasks: here each task belongs to whoever makes it.
#include "event_loop.hpp"

#include <stdexcept>

namespace {

// The end of a turn, as a place in the ready queue.
struct EndOfTurn : Run {
    using Run::Run;
    bool is_reached = false;
    void step() override { is_reached = true; }
};

}  // namespace

void Run::wake() { loop.call_soon(*this); }

void EventLoop::call_soon(Run& run) {
    if (!run.is_linked()) ready_.push_back(run);
}

EventLoop::~EventLoop() {
    // A callback may own a task, and a task needs the loop while it is destroyed. So that comes first.
    const Selector destroyed_here = std::exchange(selector_, Selector());
}

void EventLoop::run_once() {
    if (ready_.is_empty() && alarms_.empty() && selector_.is_empty())
        throw std::logic_error("a task waits for something that can never happen");

    // If something can run now, only look. Otherwise sleep until a socket is ready or the first alarm is due.
    Deadline until{};  // a moment long past
    if (ready_.is_empty()) until = alarms_.empty() ? Deadline::max() : (*alarms_.begin())->time;
    const auto sockets = selector_.select(until);

    // Sockets first: if this program was busy for long, what has arrived meanwhile is still in time.
    for (const Selector::Ready& ready : sockets)
        if (auto callback = selector_.callback_of(ready)) callback();

    for (const Deadline now = Clock::now(); !alarms_.empty() && (*alarms_.begin())->time <= now;) {
        (*alarms_.begin())->run->wake();
        alarms_.erase(alarms_.begin());
    }

    // Only what is in the ready queue now. What is woken meanwhile is behind the end of this turn, and must wait for
    // the next one, so that it cannot keep the sockets waiting.
    EndOfTurn end(*this);
    end.wake();
    while (!end.is_reached) {
        Run& first = ready_.take_first();  // before it runs, because then it may be woken again
        first.step();
    }
}
