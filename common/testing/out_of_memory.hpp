// For tests: what code does when memory runs out, whichever allocation it is that fails.
#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <new>

#include "common/testing/allocations.hpp"

// Calls `attempt`. After `successes` allocations the next ones fail, and then it may throw std::bad_alloc, but nothing
// else. Returns false if it did not need that many. So this lets each allocation fail once:
//     for (long successes = 0; runs_out_of_memory(successes, attempt);) ++successes;
template <typename Attempt>
bool runs_out_of_memory(long successes, Attempt attempt, long failures = 1) {
    std::exception_ptr thrown;
    bool has_failed = false;
    {
        FailingAllocations failing(successes, failures);
        try {
            attempt();
        } catch (...) {
            thrown = std::current_exception();
        }
        has_failed = failing.has_failed();
    }
    INFO("after ", successes, " allocations ", failures, " failed");
    if (thrown) CHECK_THROWS_AS(std::rethrow_exception(thrown), std::bad_alloc);
    return has_failed;
}
