// A result that is not there yet, as in chapter 06, now with a type, and with co_await.
// co_await future goes on at once if the future is done. If not, the awaiting task is woken when it is. There is no
// add_done_callback any more: await the future, and go on after it.
#pragma once

#include <coroutine>
#include <exception>
#include <stdexcept>
#include <utility>

#include "coroutine.hpp"
#include "intrusive_list.hpp"
#include "result.hpp"

template <typename T>
class Future {
public:
    Future() = default;
    Future(const Future&) = delete;  // neither copied nor moved: others hold references to it
    Future& operator=(const Future&) = delete;
    ~Future() {
        awaiters_.for_each([](Awaiter& awaiter) { awaiter.future = nullptr; });
    }

    // Call one of the two, once. A second call throws std::logic_error.
    template <typename Value>
    void set_result(Value&& value) {
        check_not_done();
        result_.set_value(std::forward<Value>(value));
        finish();
    }
    void set_result() requires std::is_void_v<T> {
        check_not_done();
        result_.set_value();
        finish();
    }
    void set_exception(std::exception_ptr error) {
        check_not_done();
        result_.set_exception(std::move(error));
        finish();
    }
    void set_outcome(Result<T> outcome) {  // a value or an exception
        check_not_done();
        result_ = std::move(outcome);
        finish();
    }

    bool done() const { return result_.is_set(); }
    decltype(auto) result() {  // throws the exception that was set, or std::logic_error if the future is not done
        if (!done()) throw std::logic_error("the future is not done yet");
        return result_.get();
    }
    Result<T>& outcome() { return result_; }  // the value or the exception; does not throw

    // For co_await. The awaiter lives in the frame that awaits, and leaves the list if that frame is destroyed.
    struct Awaiter : ListNode {
        Future* future;
        Run* run = nullptr;

        explicit Awaiter(Future& awaited) : future(&awaited) {}
        bool await_ready() const { return future->done(); }
        template <typename P>
        void await_suspend(std::coroutine_handle<P> awaiting) {
            future->awaiters_.push_back(*this);
            run = &will_wait(awaiting);
        }
        decltype(auto) await_resume() const {
            if (!future) throw std::logic_error("the awaited future was destroyed");
            return future->result();
        }
    };
    Awaiter operator co_await() { return Awaiter(*this); }

private:
    void check_not_done() const {
        if (done()) throw std::logic_error("the future is done already");
    }
    void finish() {
        awaiters_.for_each([](Awaiter& awaiter) { awaiter.run->wake(); });
    }

    Result<T> result_;
    List<Awaiter> awaiters_;
};
