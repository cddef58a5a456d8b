// A gate that tasks pass while it is open, and wait at while it is closed: `co_await gate;`. It is the README's example
// of an awaiter that the reader writes. A gate must outlive the tasks that wait at it.
#pragma once

#include "coroutine.hpp"
#include "intrusive_list.hpp"

class Gate {
public:
    void close() { is_open_ = false; }
    void open() {
        is_open_ = true;
        while (!waiting_.is_empty()) waiting_.take_first().run->wake();
    }

    struct Awaiter : ListNode {  // its destructor takes it out of the list
        Gate& gate;
        Run* run = nullptr;

        explicit Awaiter(Gate& gate_) : gate(gate_) {}
        bool await_ready() const { return gate.is_open_; }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            gate.waiting_.push_back(*this);
            run = &will_wait(awaiting);
        }
        void await_resume() const {}
    };
    Awaiter operator co_await() { return Awaiter(*this); }

private:
    bool is_open_ = false;
    List<Awaiter> waiting_;
};
