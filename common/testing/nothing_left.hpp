// For the first line of a test: everything that the test allocates after it, including coroutine frames, must be gone
// at the end of the test.
#pragma once

#include <doctest/doctest.h>

#include <exception>

#include "common/testing/allocations.hpp"

struct NothingLeft {
    NothingLeft() = default;
    NothingLeft(const NothingLeft&) = delete;
    NothingLeft& operator=(const NothingLeft&) = delete;
    ~NothingLeft() noexcept(false) {                 // with --abort-after a failed CHECK throws
        if (std::uncaught_exceptions() > 0) return;  // the test has thrown, and what it threw is on the heap
        const long left = allocations() - before;
        CHECK(left == 0);
    }

    const long before = allocations();
};
