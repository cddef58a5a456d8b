// Wrong: nothing calls it, so it looks every 20 ms whether all tasks are done.
#pragma once

#include <any>
#include <exception>
#include <utility>
#include <vector>

#include "task.hpp"

class Gather : public Future {
public:
    Gather(EventLoop& loop, std::vector<Coroutine> coroutines) : Future(loop), loop_(loop) {
        for (Coroutine& coroutine : coroutines) {
            tasks_.push_back(&loop.create_task(std::move(coroutine)));
            seen_.push_back(false);
        }
        look();
    }

private:
    void look() {
        bool all_done = true;
        for (std::size_t i = 0; i < tasks_.size(); ++i) {
            all_done = all_done && tasks_[i]->done();
            if (!tasks_[i]->done() || seen_[i]) continue;
            seen_[i] = true;
            try {
                tasks_[i]->result();
            } catch (...) {
                if (!error_) error_ = std::current_exception();
            }
        }
        if (!all_done) {
            loop_.call_at(Clock::now() + std::chrono::milliseconds(20), [this] { look(); });
            return;
        }
        std::vector<std::any> results;
        for (Task* task : tasks_)
            if (!error_) results.push_back(task->result());
        if (error_) set_exception(error_);
        else set_result(std::move(results));
    }

    EventLoop& loop_;
    std::vector<Task*> tasks_;
    std::vector<bool> seen_;
    std::exception_ptr error_;
};
