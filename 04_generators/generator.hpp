// Chapter 04: a function that can pause. co_yield hands out a value and stops the function where it is; its variables
// live in a frame on the heap, so the function can go on later.
// Generator<T> owns such a frame. It is a range: `for (T& value : generator)` asks for one value after the other.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

template <typename T>
class Generator {
    static_assert(std::is_same_v<T, std::remove_cvref_t<T>>,
                  "a generator yields values: instead of a reference yield a pointer, and leave out const");

public:
    // What the compiler must know about this kind of coroutine. The promise is a part of the frame.
    struct promise_type {
        std::optional<T> value;    // the last one yielded
        std::exception_ptr error;  // the exception that left the function, if any
        bool is_running = false;

        promise_type() = default;  // without it C++20 initializes `value` with the coroutine's first parameter
        Generator get_return_object() { return Generator(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }         // lazy: the body begins when it is resumed
        std::suspend_always final_suspend() noexcept { return {}; }  // stay: the owner still asks whether it is done
        std::suspend_always yield_value(T next) {
            value = std::move(next);
            return {};
        }
        void return_void() {}
        void unhandled_exception() { error = std::current_exception(); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Generator(Generator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    Generator& operator=(Generator&& other) noexcept {
        std::swap(frame_, other.frame_);  // other will destroy our frame
        return *this;
    }
    ~Generator() {
        if (frame_) frame_.destroy();  // wherever it is paused: the destructors of its variables run
    }

    class Iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Handle frame) : frame_(frame) {}
        T& operator*() const { return *frame_.promise().value; }
        Iterator& operator++() {
            resume(frame_);
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return frame_.done(); }

    private:
        Handle frame_;
    };

    // Runs to the next value: the first one, or, after a loop that was left early, the one that follows, as in Python.
    // A loop over a generator that has ended does nothing.
    Iterator begin() {
        if (!frame_ || !frame_.done()) resume(frame_);
        return Iterator(frame_);
    }
    std::default_sentinel_t end() const { return {}; }

private:
    explicit Generator(Handle frame) : frame_(frame) {}

    // Runs the function to its next co_yield or to its end. Throws what the function throws.
    static void resume(Handle frame) {
        if (!frame || frame.done() || frame.promise().is_running)
            throw std::logic_error("this generator cannot go on: it has ended, was moved, or is running");
        frame.promise().is_running = true;
        frame.resume();
        frame.promise().is_running = false;
        if (frame.promise().error) std::rethrow_exception(std::exchange(frame.promise().error, nullptr));
    }

    Handle frame_;
};
