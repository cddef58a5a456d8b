// Exercise 08-4: from memory. Write the destructor and the await_suspend of Waiter, and wake_one.
// The chapter's own tests check it.

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
            // TODO: and if this one was woken, but has not run?
        }

        bool await_ready() const { return false; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            // TODO: who must wake this coroutine?
            throw std::logic_error("TODO: Waiter::await_suspend");
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
        // TODO: which one is woken?
        throw std::logic_error("TODO: Waiters::wake_one");
    }
    void wake_all() {
        while (!list_.is_empty()) wake_one();
    }

private:
    List<Waiter> list_;
};
