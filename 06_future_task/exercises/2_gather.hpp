// Exercise 06-2: gather, a future that is done when many are. (thirty minutes)
// Gather begins coroutines as tasks. Make it done when the last of them is done. Its result is a std::vector<std::any>:
// their results, in the order of the coroutines, whatever order they ended in. If some of them fail, it still waits for
// all, and then fails with the first error. It does not need a coroutine of its own: add_done_callback is enough.
#pragma once

#include <vector>

#include "task.hpp"

class Gather : public Future {
public:
    Gather(EventLoop& loop, std::vector<Coroutine> coroutines) : Future(loop) {
        for (Coroutine& coroutine : coroutines) {
            [[maybe_unused]] Task& task = loop.create_task(std::move(coroutine));
            // TODO: how does this object learn that the task is done? What must it remember then?
        }
        // TODO: what if there are no coroutines at all?
    }
};
