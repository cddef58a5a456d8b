// The generator of chapter 04, made for waiting: it yields futures, and at its end it has a result.
// `co_yield future` says "wake me when this is done". The coroutine does not know what will wake it.
#pragma once

#include <any>
#include <coroutine>
#include <exception>
#include <stdexcept>
#include <utility>

class Future;

class Coroutine {
public:
    struct promise_type {
        Future* yielded = nullptr;
        std::any result;
        std::exception_ptr error;

        promise_type() = default;  // without it C++20 would initialize `yielded` with the coroutine's first parameter
        Coroutine get_return_object() { return Coroutine(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        auto yield_value(Future& future) {
            struct Pause : std::suspend_always {
                Future& future;
                Future& await_resume() { return future; }  // the value of co_yield: the same future, which is done now
            };
            yielded = &future;
            return Pause{{}, future};
        }
        void return_value(std::any value) { result = std::move(value); }
        void unhandled_exception() { error = std::current_exception(); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Coroutine(Coroutine&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    Coroutine& operator=(Coroutine&&) = delete;
    ~Coroutine() {
        if (frame_) frame_.destroy();
    }

    // Runs to the next co_yield and returns its future, or nullptr at the end. Throws what the coroutine throws, and
    // std::logic_error if it cannot go on, because it has ended or is running.
    Future* send() {
        if (!frame_ || frame_.done())
            throw std::logic_error("this coroutine cannot go on: it has ended, or is running");
        Handle frame = std::exchange(frame_, nullptr);  // while it runs, nothing else can resume it
        frame.promise().yielded = nullptr;
        frame.resume();
        frame_ = frame;
        if (frame_.promise().error) std::rethrow_exception(std::exchange(frame_.promise().error, nullptr));
        return frame_.promise().yielded;
    }
    // What it has returned, once it has ended.
    std::any& result() { return frame_.promise().result; }

private:
    explicit Coroutine(Handle frame) : frame_(frame) {}

    Handle frame_;
};
