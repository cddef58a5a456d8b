// What something ends with: a value, or the exception that it ended in. Futures and coroutines both keep one.
#pragma once

#include <exception>
#include <utility>
#include <variant>

template <typename T>
class Result {
public:
    void set_value(T value) { outcome_.template emplace<1>(std::move(value)); }
    void set_exception(std::exception_ptr error) { outcome_.template emplace<2>(std::move(error)); }

    bool failed() const { return outcome_.index() == 2; }
    T& get() {  // throws the exception, if it is one
        if (failed()) std::rethrow_exception(std::get<2>(outcome_));
        return std::get<1>(outcome_);
    }

private:
    std::variant<std::monostate, T, std::exception_ptr> outcome_;  // monostate: not there yet
};

template <>
class Result<void> {
public:
    void set_value() {}
    void set_exception(std::exception_ptr error) { error_ = std::move(error); }

    bool failed() const { return error_ != nullptr; }
    void get() {
        if (error_) std::rethrow_exception(error_);
    }

private:
    std::exception_ptr error_;
};
