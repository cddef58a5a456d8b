// Counts what the program has on the heap, so that a test sees whether something was left there: a coroutine frame too,
// since the compiler takes it from operator new.
#pragma once

long allocations();  // made by operator new and not given back yet
