// Counts what the program holds on the heap, so that a test can see what was left there. That includes coroutine
// frames, because the compiler allocates them with operator new. A test can also let some allocations fail.
#pragma once

long allocations();  // made by operator new and not deleted yet

// While it exists, memory runs out: after `successes` allocations, in whatever thread, the next `failures` throw
// std::bad_alloc. A forked child counts for itself.
struct FailingAllocations {
    explicit FailingAllocations(long successes, long failures = 1);
    ~FailingAllocations();
    FailingAllocations(const FailingAllocations&) = delete;
    FailingAllocations& operator=(const FailingAllocations&) = delete;

    bool has_failed() const;  // true once one has failed
};
