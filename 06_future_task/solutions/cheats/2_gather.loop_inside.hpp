// Wrong: runs the loop in the constructor until all are done, and keeps the last error of the list.
#pragma once

#include <vector>

#include "task.hpp"

class Gather : public Future {
public:
    Gather(EventLoop& loop, std::vector<Coroutine> coroutines) : Future(loop) {
        std::vector<std::any> results;
        std::exception_ptr error;
        for (Future* task : loop.run_until_complete(std::move(coroutines))) {
            try {
                results.push_back(std::move(task->result()));
            } catch (...) {
                error = std::current_exception();
            }
        }
        if (error) set_exception(error);
        else set_result(std::move(results));
    }
};
