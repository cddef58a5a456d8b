// Raises the limit on the descriptors that this process may have open.
#pragma once

#include <cstddef>

// Raises the soft limit, often 256 or 1024, to the hard limit. Returns the limit now in force, 0 if it is unknown.
std::size_t allow_many_descriptors();
