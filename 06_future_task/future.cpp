// Who waits leaves a callback, who has the result sets it: see future.hpp.
#include "future.hpp"

#include <stdexcept>
#include <utility>

#include "event_loop.hpp"

void Future::set_result(std::any result) { finish(std::move(result), nullptr); }
void Future::set_exception(std::exception_ptr error) { finish({}, std::move(error)); }

std::any& Future::result() {
    if (!done_) throw std::logic_error("the future is not done yet");
    if (error_) std::rethrow_exception(error_);
    return result_;
}

void Future::add_done_callback(Callback callback) {
    if (done_) loop_.call_soon([this, callback = std::move(callback)] { callback(*this); });
    else callbacks_.push_back(std::move(callback));
}

void Future::finish(std::any result, std::exception_ptr error) {
    if (done_) throw std::logic_error("the future is done already");
    done_ = true;
    result_ = std::move(result);
    error_ = std::move(error);
    for (Callback& callback : std::exchange(callbacks_, {})) add_done_callback(std::move(callback));
}
