// The same sequence without co_yield: the heart of what the compiler makes of fib() in fibonacci.hpp, written by hand.
// A paused function is an object: its variables are members, and one more member says where to go on. No stack is
// switched, and no context is saved: next() is an ordinary call that returns.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

class FibByHand {
public:
    explicit FibByHand(int max) : max_(max) {}

    // Runs to the next number. Returns no value if the function has reached its end. Throws as fib() does.
    std::optional<std::uint64_t> next() {
        switch (paused_at_) {
            case At::beginning:
                for (n_ = 0; n_ < max_; ++n_) {
                    if (n_ > 0) {
                        if (a_ > std::numeric_limits<std::uint64_t>::max() - b_)
                            throw std::overflow_error("more than 64 bits");
                        a_ = std::exchange(b_, a_ + b_);
                    }
                    paused_at_ = At::the_yield;
                    return b_;
                    case At::the_yield:;  // it goes on here, in the middle of the loop: a switch may jump there
                }
        }
        return std::nullopt;
    }

private:
    enum class At { beginning, the_yield };

    At paused_at_ = At::beginning;
    int max_;
    int n_ = 0;
    std::uint64_t a_ = 0, b_ = 1;
};
