// A scope for tasks: whoever starts them here waits here for their end, so that none is forgotten and no failure goes
// unheard. To destroy the group is to cancel what still runs in it.
#pragma once

#include <deque>
#include <exception>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "result.hpp"
#include "task.hpp"

template <typename T = void>
class TaskGroup {
public:
    explicit TaskGroup(EventLoop& loop) : loop_(loop) {}

    void start(Coroutine<T> coroutine) {
        ++running_;
        children_.emplace_back(*this, std::move(coroutine));
    }

    // Waits until all have ended, or one has failed: then the others are cancelled, and what that one threw is thrown.
    Coroutine<void> wait() {
        while (running_ > 0 && !failure_) co_await Change{*this};
        children_.clear();
        running_ = 0;
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    }

    // Waits until all have ended. Returns what each has ended with, in the order in which they were started.
    Coroutine<std::vector<Result<T>>> results() {
        while (running_ > 0) co_await Change{*this};
        std::vector<Result<T>> results;
        for (Child& child : std::exchange(children_, {})) results.push_back(std::move(child.outcome()));
        failure_ = nullptr;
        co_return results;
    }

private:
    class Child : public Task<T> {
    public:
        Child(TaskGroup& group, Coroutine<T> coroutine) : Task<T>(group.loop_, std::move(coroutine)), group_(group) {}

    private:
        void step() override {
            Task<T>::step();
            if (this->done()) group_.ended(this->outcome());
        }
        TaskGroup& group_;
    };

    struct Change {
        TaskGroup& group;

        ~Change() { group.waiting_ = nullptr; }
        bool await_ready() const { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            group.waiting_ = &pause(awaiting);
        }
        void await_resume() const {}
    };

    void ended(const Result<T>& outcome) {
        --running_;
        if (outcome.failed() && !failure_) failure_ = outcome.error();
        if (waiting_ && (running_ == 0 || failure_)) waiting_->wake();
    }

    EventLoop& loop_;
    std::deque<Child> children_;  // a deque, for tasks cannot move
    std::size_t running_ = 0;
    std::exception_ptr failure_;  // the first
    Run* waiting_ = nullptr;      // the task that waits for the group
};
