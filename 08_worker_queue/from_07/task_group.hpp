// A scope for tasks: it ends when all of them have ended, so that no task is forgotten and no failure is missed.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <utility>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "future.hpp"

class TaskGroup {
public:
    using Body = std::function<Coroutine<void>(TaskGroup&)>;

    // What the task uses must outlive the group. So make it before the group, and not in the group's body.
    void start(Coroutine<void> coroutine) {
        ++unfinished_;
        children_.emplace_back(*this, std::move(coroutine));
    }

private:
    // A task without a future: nothing but the group waits for its end.
    struct Child : Chain {
        TaskGroup& group;
        Coroutine<void> coroutine;

        Child(TaskGroup& in, Coroutine<void> of) : Chain(in.loop_), group(in), coroutine(std::move(of)) {
            coroutine.begin(*this);
            wake();
        }
        ~Child() override { unwind(); }
        void step() override {
            go_on();
            if (coroutine.done()) group.ended(coroutine.result().error());
        }
    };

    friend Coroutine<void> with_task_group(Body body);

    explicit TaskGroup(EventLoop& loop) : loop_(loop) {}

    void ended(std::exception_ptr error) {
        if (error) {
            for (Child& child : children_) child.unwind();  // at once: none of them takes another step
            all_ended_.set_exception(std::move(error));
        } else if (--unfinished_ == 0) {
            all_ended_.set_result();
        }
    }

    EventLoop& loop_;
    std::size_t unfinished_ = 0;
    Future<void> all_ended_;
    std::deque<Child> children_;  // a deque, because tasks cannot move
};

// Runs body(group), which starts tasks in the group, and ends when the body and all these tasks have ended. The body is
// the first of them. If one fails, all others are cancelled at once, and this throws what that one threw. To destroy
// this coroutine is to cancel them all.
inline Coroutine<void> with_task_group(TaskGroup::Body body) {
    TaskGroup group(co_await ThisLoop());
    group.start(body(group));
    co_await group.all_ended_;
}
