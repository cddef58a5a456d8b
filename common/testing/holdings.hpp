// What this process holds now. Compare two of them to see whether something was left behind.
// The tests use it, and so do the programs that `make faults` runs.
#pragma once

struct Holdings {
    int descriptors;
    int threads;  // 0 if the system cannot tell
    bool operator==(const Holdings&) const = default;
};
Holdings holdings(int first_descriptor = 0);  // counts descriptors from this one on
bool has_children();  // true for child processes that run, and for those that were not waited for
