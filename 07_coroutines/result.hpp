// What something ends with: a value or an exception. Futures and coroutines both keep one.
#pragma once

#include <exception>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

template <typename T>
class Result {
    static_assert(std::is_same_v<T, std::remove_cvref_t<T>>,
                  "a result is a value: instead of a reference return a pointer, and leave out const");

public:
    template <typename Value = T>
    void set_value(Value&& value) {
        outcome_.template emplace<1>(std::forward<Value>(value));
    }
    void set_exception(std::exception_ptr error) {
        if (!error) throw std::logic_error("set_exception needs an exception");
        outcome_.template emplace<2>(std::move(error));
    }

    bool is_set() const { return outcome_.index() != 0; }
    bool failed() const { return outcome_.index() == 2; }
    std::exception_ptr error() const { return failed() ? std::get<2>(outcome_) : nullptr; }
    T& get() {  // throws if it is an exception
        if (failed()) std::rethrow_exception(std::get<2>(outcome_));
        return std::get<1>(outcome_);
    }

private:
    std::variant<std::monostate, T, std::exception_ptr> outcome_;  // monostate: not there yet
};

template <>
class Result<void> : private Result<std::monostate> {
public:
    void set_value() { Result<std::monostate>::set_value({}); }
    using Result<std::monostate>::set_exception, Result<std::monostate>::is_set;
    using Result<std::monostate>::failed, Result<std::monostate>::error;
    void get() { Result<std::monostate>::get(); }
};
