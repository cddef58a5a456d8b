// Counts what the program holds on the heap, so that a test can see what was left there. That includes coroutine
// frames, because the compiler allocates them with operator new.
#pragma once

long allocations();  // made by operator new and not deleted yet
