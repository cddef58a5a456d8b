// A scope for tasks: whoever starts them here also waits here for their end, so that no task is forgotten and no
// failure is missed. To destroy the group is to cancel what still runs in it.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "task.hpp"

template <typename T = void>
class TaskGroup {
public:
    explicit TaskGroup(EventLoop& loop) : loop_(loop) {}
    void start(Coroutine<T> coroutine) { children_.emplace_back(*this, std::move(coroutine)); }
    // Waits until all have ended or one has failed. In that case cancels the others, and throws what that one threw.
    Coroutine<void> wait() {
        while (ended_ < children_.size() && !failure_) co_await change_.emplace();
        children_.clear();
        ended_ = 0;
        if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    }
    // Waits until all have ended. Returns what each has ended with, in the order of start().
    Coroutine<std::vector<Result<T>>> results() {
        while (ended_ < children_.size()) co_await change_.emplace();
        std::vector<Result<T>> results;
        for (Child& child : std::exchange(children_, {})) results.push_back(std::move(child.outcome()));
        ended_ = 0;
        failure_ = nullptr;
        co_return results;
    }

private:
    struct Child : Task<T> {
        TaskGroup& group;
        Child(TaskGroup& in, Coroutine<T> coroutine) : Task<T>(in.loop_, std::move(coroutine)), group(in) {}
        void step() override {
            Task<T>::step();
            if (!this->done()) return;
            ++group.ended_;
            if (!group.failure_) group.failure_ = this->outcome().error();
            if (group.change_ && !group.change_->done()) group.change_->set_result();
        }
    };
    EventLoop& loop_;
    std::size_t ended_ = 0;
    std::exception_ptr failure_;          // of the first child that failed
    std::optional<Future<void>> change_;  // set when a child ends
    std::deque<Child> children_;          // a deque, because tasks cannot move
};
