// A generator that also receives: co_yield hands out a value and, when the function goes on, returns one.
// `Sent n = co_yield status;` is two halves with a pause between them. send() runs the second half first, so the
// function must reach its first co_yield before the first send: start() does that.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

template <typename Yielded, typename Sent>
class SendGenerator {
public:
    struct promise_type {
        std::optional<Yielded> yielded;
        std::optional<Sent> sent;
        std::exception_ptr error;
        bool is_running = false;

        promise_type() = default;  // as in Generator
        SendGenerator get_return_object() { return SendGenerator(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        auto yield_value(Yielded value) {
            yielded = std::move(value);
            struct Pause : std::suspend_always {
                promise_type& promise;
                Sent await_resume() { return *std::exchange(promise.sent, std::nullopt); }  // what co_yield returns
            };
            return Pause{{}, *this};
        }
        void return_void() {}
        void unhandled_exception() { error = std::current_exception(); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    SendGenerator(SendGenerator&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)), started_(other.started_) {}
    SendGenerator& operator=(SendGenerator&&) = delete;
    ~SendGenerator() {
        if (frame_) frame_.destroy();
    }

    // Python's send(None), allowed once: runs to the first co_yield, where nothing can be received yet.
    std::optional<Yielded> start() {
        if (started_ || !frame_) throw std::logic_error("call start() once, before the first send()");
        started_ = true;
        return resume();
    }

    // Passes the value in and runs to the next co_yield. Returns no value if the function has ended.
    std::optional<Yielded> send(Sent value) {
        if (!started_ || !frame_) throw std::logic_error("call start() first: no co_yield is waiting for a value");
        if (frame_.promise().is_running) throw std::logic_error("this generator is running already");
        if (frame_.done()) return std::nullopt;
        frame_.promise().sent = std::move(value);
        return resume();
    }

private:
    explicit SendGenerator(Handle frame) : frame_(frame) {}

    std::optional<Yielded> resume() {
        frame_.promise().yielded.reset();
        frame_.promise().is_running = true;
        frame_.resume();
        frame_.promise().is_running = false;
        if (frame_.promise().error) std::rethrow_exception(std::exchange(frame_.promise().error, nullptr));
        return std::exchange(frame_.promise().yielded, std::nullopt);
    }

    Handle frame_;
    bool started_ = false;
};
