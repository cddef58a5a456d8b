// How many descriptors this process may have open at a time.
#pragma once

#include <cstddef>

// Raises the soft limit, often 256 or 1024, to the hard limit. Returns the new limit.
std::size_t allow_many_descriptors();
