// Exercise 04-4: from memory. Write the parts marked TODO: what the promise tells the compiler, how a generator owns
// its frame, and how it resumes it. Keep all names. The chapter's own tests check it.
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
        Generator get_return_object() { throw std::logic_error("TODO: the generator that owns this promise's frame"); }
        std::suspend_never initial_suspend() { return {}; }         // TODO: when does the body begin?
        std::suspend_never final_suspend() noexcept { return {}; }  // TODO: what becomes of the frame at its end?
        std::suspend_always yield_value(T next) { throw std::logic_error("TODO: hand the value out, and pause"); }
        void return_void() {}
        void unhandled_exception() {}  // TODO: where does the exception go?
    };
    using Handle = std::coroutine_handle<promise_type>;

    Generator(Generator&& other) noexcept : frame_(nullptr) {}  // TODO: a frame has one owner
    Generator& operator=(Generator&& other) noexcept {
        // TODO: and what becomes of ours?
        return *this;
    }
    ~Generator() {
        // TODO: it may be paused anywhere, and it may have been moved
    }

    class Iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;

        explicit Iterator(Handle frame) : frame_(frame) {}
        T& operator*() const { return *frame_.promise().value; }
        Iterator& operator++() { throw std::logic_error("TODO: on to the next value"); }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return frame_.done(); }

    private:
        Handle frame_;
    };

    // Runs to the next value: the first one, or, after a loop that was left early, the one that follows, as in Python.
    // A loop over a generator that has ended does nothing.
    Iterator begin() { throw std::logic_error("TODO: run to the next value"); }
    std::default_sentinel_t end() const { return {}; }

private:
    explicit Generator(Handle frame) : frame_(frame) {}

    // Runs the function to its next co_yield or to its end. Throws what the function throws.
    static void resume(Handle frame) {
        throw std::logic_error("TODO: resume it. It is an error if it has ended, was moved or is running");
    }

    Handle frame_;
};
