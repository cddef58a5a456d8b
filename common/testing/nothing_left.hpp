// For the first line of a test: everything that the test allocates after it, including coroutine frames, must be gone
// at the end of the test.
#pragma once

#include <doctest/doctest.h>

#include "common/testing/allocations.hpp"

struct NothingLeft {
    NothingLeft() = default;
    NothingLeft(const NothingLeft&) = delete;
    NothingLeft& operator=(const NothingLeft&) = delete;
    ~NothingLeft() {
        const long left = allocations() - before;
        CHECK(left == 0);
    }

    const long before = allocations();
};
