// Exercise 06-4: from memory. Write finish.
// The chapter's own tests check it.

// A result that is not there yet. Whoever waits for it leaves a callback, and whoever has it sets it. Neither needs to
// know the other. As in Python, the result can be anything that can be copied (std::any). In chapter 07 it has a type.
#pragma once

#include <any>
#include <exception>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "event_loop.hpp"

class Future {
public:
    using Callback = std::function<void()>;

    explicit Future(EventLoop& loop) : loop_(loop) {}
    Future(const Future&) = delete;  // neither copied nor moved: others hold references to it
    Future& operator=(const Future&) = delete;

    // Call one of the two, once. A second call throws std::logic_error, and so does a failure without an exception.
    void set_result(std::any result) { finish(std::move(result), nullptr); }
    void set_exception(std::exception_ptr error) {
        if (!error) throw std::logic_error("set_exception needs an exception");
        finish({}, std::move(error));
    }

    bool done() const { return done_; }
    std::any& result() {  // throws the exception that was set, or std::logic_error if the future is not done
        if (!done_) throw std::logic_error("the future is not done yet");
        if (error_) std::rethrow_exception(error_);
        return result_;
    }

    // The loop calls `callback` once the future is done, also if it is done already. set_result never calls it: that
    // would run everything that waits for the result on top of the stack of whoever sets it. (Python's callbacks get
    // the future. Ours get nothing, so a future that is done may be destroyed while the ready queue holds its
    // callbacks.)
    void add_done_callback(Callback callback) {
        if (done_) loop_.call_soon(std::move(callback));
        else callbacks_.push_back(std::move(callback));
    }

protected:
    EventLoop& loop_;

private:
    void finish(std::any result, std::exception_ptr error) {
        // TODO: keep what was set. What happens to the callbacks?
        throw std::logic_error("TODO: Future::finish");
    }

    bool done_ = false;
    std::any result_;
    std::exception_ptr error_;
    std::vector<Callback> callbacks_;
};
