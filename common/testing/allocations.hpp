// Counts what the program holds on the heap, so that a test can see what was left there. That includes coroutine
// frames, because the compiler allocates them with operator new.
#pragma once

long allocations();  // made by operator new and not deleted yet

// Lets memory run out: after `more` allocations the next `count` fail, with std::bad_alloc.
void fail_allocations(long more, long count);
bool stop_failing();  // returns true if one has failed
