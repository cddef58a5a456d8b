// Exercise 06-2: gather, a future that is done when many are. (thirty minutes)
// Gather begins coroutines as tasks. Make it done when the last of them is done. Its result is a std::vector<std::any>:
// their results, in the order of the coroutines, whatever order they ended in. If some of them fail, it still waits for
// all, and then fails with the first error. It does not need a coroutine of its own: add_done_callback is enough.
#pragma once

#include <any>
#include <exception>
#include <utility>
#include <vector>

#include "task.hpp"

class Gather : public Future {
public:
    Gather(EventLoop& loop, std::vector<Coroutine> coroutines)
        : Future(loop), left_(coroutines.size()), results_(left_) {
        for (std::size_t i = 0; i < coroutines.size(); ++i) {
            Task& task = loop.create_task(std::move(coroutines[i]));
            task.add_done_callback([this, i, &task] { take(i, task); });
        }
        if (left_ == 0) set_result(results_);
    }

private:
    // It waits for all, also after an error: once it is done it may be destroyed, and the other tasks still have a
    // callback that points to it. (Python's gather fails at once, and the others go on. Another way is a coroutine
    // that yields one task after another. They still run side by side, but it cannot tell which error was the first.)
    void take(std::size_t i, Future& task) {
        try {
            results_[i] = std::move(task.result());
        } catch (...) {
            if (!error_) error_ = std::current_exception();
        }
        if (--left_ > 0) return;
        if (error_) set_exception(error_);
        else set_result(std::move(results_));
    }

    std::size_t left_;
    std::vector<std::any> results_;
    std::exception_ptr error_;
};
