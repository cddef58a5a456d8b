// The eight lines that the whole chapter is about: see task.hpp.
#include "task.hpp"

#include "event_loop.hpp"

Task::Task(EventLoop& loop, Coroutine coroutine) : Future(loop), coroutine_(std::move(coroutine)) {
    loop.call_soon([this] { step(); });
}

void Task::step() {
    try {
        if (Future* next = coroutine_.send()) next->add_done_callback([this](Future&) { step(); });
        else set_result(std::move(coroutine_.result()));
    } catch (...) {
        set_exception(std::current_exception());  // it ends this task, and no other
    }
}
