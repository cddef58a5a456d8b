// What something ends with: a value, or the exception that it ended in. Futures and coroutines both keep one.
#pragma once

#include <exception>
#include <optional>
#include <utility>

template <typename T>
class Result {
public:
    void set_value(T value) { value_ = std::move(value); }
    void set_exception(std::exception_ptr error) { error_ = std::move(error); }

    bool failed() const { return error_ != nullptr; }
    T& get() {  // throws the exception, if it is one
        if (error_) std::rethrow_exception(error_);
        return *value_;
    }

private:
    std::optional<T> value_;
    std::exception_ptr error_;
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
