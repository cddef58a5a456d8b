// For tests of what must not take n squared steps.
#pragma once

#include <doctest/doctest.h>

#include <ctime>

// `ticks_for(count)` does something `count` times and returns the CPU time that it took, by std::clock(). Ten times as
// many take ten times as long, and if it were n squared, a hundred times.
template <typename Function>
void check_that_it_is_not_squared(Function ticks_for) {
    ticks_for(1000);  // the first time is slower than the second
    const std::clock_t few = ticks_for(10'000), many = ticks_for(100'000);
    CAPTURE(few);
    CAPTURE(many);
    CHECK(many < 30 * few + CLOCKS_PER_SEC / 10);
}
