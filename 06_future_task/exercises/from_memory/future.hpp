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
    using Callback = std::function<void(Future&)>;

    explicit Future(EventLoop& loop) : loop_(loop) {}
    Future(const Future&) = delete;  // neither copied nor moved: others hold references to it
    Future& operator=(const Future&) = delete;

    // Call one of the two, once. A second call throws std::logic_error.
    void set_result(std::any result) { finish(std::move(result), nullptr); }
    void set_exception(std::exception_ptr error) { finish({}, std::move(error)); }

    bool done() const { return done_; }
    std::any& result() {  // throws the exception that was set, or std::logic_error if the future is not done
        if (!done_) throw std::logic_error("the future is not done yet");
        if (error_) std::rethrow_exception(error_);
        return result_;
    }

    // The loop calls `callback` once the future is done, also if it is done already. set_result never calls it: that
    // would run everything that waits for the result on top of the stack of whoever sets it.
    void add_done_callback(Callback callback) {
        if (!done_) return callbacks_.push_back(std::move(callback));
        ++queued_;
        loop_.call_soon([this, callback = std::move(callback)] {
            --queued_;
            callback(*this);
        });
    }
    bool has_queued() const { return queued_ > 0; }  // the loop will still call back, so do not destroy it

private:
    void finish(std::any result, std::exception_ptr error) {
        // TODO: keep what was set. What happens to the callbacks?
        throw std::logic_error("TODO: Future::finish");
    }

    EventLoop& loop_;
    bool done_ = false;
    int queued_ = 0;  // callbacks in the loop's queue
    std::any result_;
    std::exception_ptr error_;
    std::vector<Callback> callbacks_;
};
