// Counts what the program holds on the heap, so that a test can see what was left there. That includes coroutine
// frames, because the compiler allocates them with operator new.
#pragma once

long allocations();  // made by operator new and not deleted yet

// While it exists, the `first`-th allocation from now on throws std::bad_alloc, and so do the `more` after it.
class FailingAllocations {
public:
    explicit FailingAllocations(long first, long more = 0);
    FailingAllocations(const FailingAllocations&) = delete;
    FailingAllocations& operator=(const FailingAllocations&) = delete;
    ~FailingAllocations();

    bool have_begun() const;
};
