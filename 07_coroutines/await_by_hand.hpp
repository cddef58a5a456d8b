// What the compiler makes of co_await, written by hand, as chapter 04's fibonacci_by_hand.hpp does for co_yield.
// Only a test uses it: it runs this beside the same function with co_await.
#pragma once

#include <functional>
#include <optional>
#include <utility>

// Something to await: a value that is set later. Whoever awaits it leaves a handle, by which it can be resumed.
class Signal {
public:
    void set(int value) {
        value_ = value;
        if (resume_) std::exchange(resume_, nullptr)();
    }

    bool await_ready() const { return value_.has_value(); }
    template <typename Handle>
    void await_suspend(Handle handle) {
        resume_ = [handle] { handle.resume(); };
    }
    int await_resume() const { return *value_; }

private:
    std::optional<int> value_;
    std::function<void()> resume_;
};

// int value = co_await signal;
// result = 2 * value;
class TwiceByHand {
public:
    TwiceByHand(Signal& signal, int& result) : signal_(signal), result_(result) {}

    void resume() {
        switch (paused_at_) {
            case At::beginning:
                if (!signal_.await_ready()) {
                    paused_at_ = At::the_await;  // first, because from the next line on it may be resumed
                    signal_.await_suspend(Handle{this});
                    return;  // to the caller of resume()
                }
                [[fallthrough]];
            case At::the_await:
                int value = signal_.await_resume();
                result_ = 2 * value;
        }
    }

private:
    enum class At { beginning, the_await };
    struct Handle {  // only a pointer to the frame
        TwiceByHand* frame;
        void resume() const { frame->resume(); }
    };

    At paused_at_ = At::beginning;
    Signal& signal_;
    int& result_;
};
