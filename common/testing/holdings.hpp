// What this process holds just now: two of them differ when something was left behind.
// Used by the tests, and by the programs that `make faults` runs.
#pragma once

struct Holdings {
    int descriptors;
    int threads;  // 0 where the system does not tell
    bool operator==(const Holdings&) const = default;
};
Holdings holdings(int first_descriptor = 0);  // counts descriptors from this one on
bool has_children();
