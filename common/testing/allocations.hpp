// Counts what the program holds on the heap, so that a test can see what was left there. That includes coroutine
// frames, because the compiler allocates them with operator new. A test can also let one allocation fail.
#pragma once

long allocations();  // made by operator new and not deleted yet

// While it exists, one allocation finds no memory: the one after `successes` others, in whatever thread. A forked child
// counts for itself.
struct FailingAllocation {
    explicit FailingAllocation(long successes);
    ~FailingAllocation();
    FailingAllocation(const FailingAllocation&) = delete;
    FailingAllocation& operator=(const FailingAllocation&) = delete;

    bool has_failed() const;
};
