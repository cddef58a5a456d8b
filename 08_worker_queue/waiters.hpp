// A list of tasks that wait for the same thing, first come, first served.
// A waiter leaves the list when its frame is destroyed, so a dead one is never woken. It must not outlive the list.
#pragma once

#include "from_07/coroutine.hpp"
#include "from_07/intrusive_list.hpp"

class Waiters {
public:
    class Waiter : public ListNode {
    public:
        explicit Waiter(Waiters& waiters) : waiters_(waiters) {}
        ~Waiter() {
            const bool is_woken = run_ && !is_linked();
            // Destroyed before it could run: wake the next one instead.
            if (is_woken) waiters_.wake_one();
        }

        bool await_ready() const { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            waiters_.list_.push_back(*this);
            run_ = &will_wait(awaiting);
        }
        void await_resume() { run_ = nullptr; }

    private:
        friend class Waiters;
        Waiters& waiters_;
        Run* run_ = nullptr;  // while its task waits
    };

    // co_await waiters.wait(): sleeps until it is woken. What it was woken for may be gone by the time it runs, so it
    // must look, and perhaps wait again.
    Waiter wait() { return Waiter(*this); }

    void wake_one() {
        if (!list_.is_empty()) list_.take_first().run_->wake();
    }
    void wake_all() {
        while (!list_.is_empty()) wake_one();
    }

private:
    List<Waiter> list_;
};
