// A list of tasks that wait for the same thing, first come, first served.
// A waiter leaves the list when its frame is destroyed, so a dead one is never woken. It must not outlive the list.
#pragma once

#include <deque>
#include <new>
#include <utility>

#include "from_07/coroutine.hpp"

class Waiters {
public:
    Waiters() = default;
    Waiters(const Waiters&) = delete;  // waiting tasks refer to it
    Waiters& operator=(const Waiters&) = delete;

    // co_await Waiters::Turn(waiters): sleeps until it is woken. What it was woken for may be gone by the time it runs,
    // so it must look, and perhaps wait again.
    class Turn {
    public:
        explicit Turn(Waiters& waiters) : waiters_(waiters) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            if (run_) std::erase(waiters_.list_, this);
            try {
                if (is_woken_) waiters_.wake_one();  // destroyed before it could run: wake the next one instead
            } catch (const std::bad_alloc&) {
                // There is no memory for the call, and a destructor must not throw.
            }
        }

        bool await_ready() const { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            waiters_.list_.push_back(this);
            run_ = &pause(awaiting);
        }
        void await_resume() { is_woken_ = false; }

        void wake() {
            is_woken_ = true;
            std::exchange(run_, nullptr)->wake();
        }

    private:
        Waiters& waiters_;
        Run* run_ = nullptr;  // while it is in the list
        bool is_woken_ = false;
    };

    void wake_one() {
        if (list_.empty()) return;
        Turn* first = list_.front();
        list_.pop_front();
        first->wake();
    }
    void wake_all() {
        while (!list_.empty()) wake_one();
    }

private:
    std::deque<Turn*> list_;
};
