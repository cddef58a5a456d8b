// Chapter 07's test of await_by_hand.hpp.
#include "await_by_hand.hpp"

#include <doctest/doctest.h>

#include <coroutine>
#include <exception>

namespace {

// The simplest coroutine: it begins at once, and its frame is destroyed at its end.
struct Plain {
    struct promise_type {
        Plain get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

Plain twice(Signal& signal, int& result) {
    int value = co_await signal;
    result = 2 * value;
}

}  // namespace

TEST_CASE("07: co_await by hand does the same as the compiler's co_await") {
    for (bool is_set_before : {true, false}) {
        Signal signal, other;
        int result = 0, by_hand = 0;
        if (is_set_before) {
            signal.set(21);
            other.set(21);
        }
        twice(signal, result);
        TwiceByHand hand(other, by_hand);
        hand.resume();
        CHECK(result == (is_set_before ? 42 : 0));
        CHECK(by_hand == result);
        if (!is_set_before) {
            signal.set(21);
            other.set(21);
        }
        CHECK(result == 42);
        CHECK(by_hand == result);
    }
}
