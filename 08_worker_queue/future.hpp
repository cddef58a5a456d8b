// A result that is not there yet, as in chapter 06, now with a type, and with co_await.
// The one idea: co_await future asks whether it is done; if not, it leaves a callback that wakes the task.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "coroutine.hpp"
#include "event_loop.hpp"
#include "result.hpp"

template <typename T>
class Future {
public:
    using Callback = std::function<void()>;

    explicit Future(EventLoop& loop) : loop_(loop) {}
    Future(const Future&) = delete;
    Future& operator=(const Future&) = delete;

    // Once, one of the two; a second time throws std::logic_error.
    template <typename... Value>
    void set_result(Value&&... value) {  // one value, or none where T is void
        check_not_done();
        result_.set_value(std::forward<Value>(value)...);
        finish();
    }
    void set_exception(std::exception_ptr error) {
        check_not_done();
        result_.set_exception(std::move(error));
        finish();
    }
    void set_outcome(Result<T> outcome) {  // either, whichever it is
        check_not_done();
        result_ = std::move(outcome);
        finish();
    }

    bool done() const { return done_; }
    decltype(auto) result() {
        if (!done_) throw std::logic_error("the future is not done yet");
        return result_.get();
    }
    Result<T>& outcome() { return result_; }  // the same, unopened: does not throw

    // Called by the loop when the future is done, and also if it is done already.
    void add_done_callback(Callback callback) {
        if (done_) loop_.call_soon(std::move(callback));
        else callbacks_.push_back(std::move(callback));
    }

    // co_await future
    bool await_ready() const { return done_; }
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        Run& run = *awaiting.promise().run;
        run.waiting = awaiting;
        // By its number, for the task may be cancelled and gone by then.
        add_done_callback([&loop = loop_, task = run.task] { loop.wake(task); });
    }
    decltype(auto) await_resume() { return result(); }

protected:
    EventLoop& loop_;

private:
    void check_not_done() const {
        if (done_) throw std::logic_error("the future is done already");
    }
    void finish() {
        done_ = true;
        for (Callback& callback : std::exchange(callbacks_, {})) loop_.call_soon(std::move(callback));
    }

    bool done_ = false;
    Result<T> result_;
    std::vector<Callback> callbacks_;
};
