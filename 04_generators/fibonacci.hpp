// The article's first generator: the Fibonacci sequence, one number each time the caller asks for one.
#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

#include "generator.hpp"

// The first `max` numbers: 1, 1, 2, 3, 5 ... Throws std::overflow_error at the 94th, which needs more than 64 bits.
inline Generator<std::uint64_t> fib(int max) {
    std::uint64_t a = 0, b = 1;
    for (int n = 0; n < max; ++n) {
        if (n > 0) {
            if (a > std::numeric_limits<std::uint64_t>::max() - b) throw std::overflow_error("more than 64 bits");
            a = std::exchange(b, a + b);
        }
        co_yield b;
    }
}
