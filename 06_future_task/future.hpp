// A result that is not there yet. The one idea: who waits for it leaves a callback, who has it sets it, and neither
// needs to know the other.
// As in Python the result can be anything (std::any); chapter 07 gives it a type.
#pragma once

#include <any>
#include <exception>
#include <functional>
#include <vector>

class EventLoop;

class Future {
public:
    using Callback = std::function<void(Future&)>;

    explicit Future(EventLoop& loop) : loop_(loop) {}
    Future& operator=(Future&&) = delete;  // neither copied nor moved: others hold references to it

    // Once, one of the two; a second time throws std::logic_error.
    void set_result(std::any result);
    void set_exception(std::exception_ptr error);

    bool done() const { return done_; }
    std::any& result();  // throws the exception that was set, or std::logic_error when the future is not done

    // The loop will call it when the future is done, and also if it is done already. It is never called from within
    // set_result: whoever sets a result would else run everybody who waits for it, on top of his own stack.
    void add_done_callback(Callback callback);

private:
    void finish(std::any result, std::exception_ptr error);

    EventLoop& loop_;
    bool done_ = false;
    std::any result_;
    std::exception_ptr error_;
    std::vector<Callback> callbacks_;
};
