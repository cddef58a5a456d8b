// How many descriptors this process may have open. Where am I? common/; you may ignore how it is done.
#pragma once

#include <cstddef>
#include <exception>
#include <string>

// Raises the soft limit, which is often 256 or 1024, to the hard one, which only the system's owner can raise; nobody
// but the process itself does that. Gives the limit that holds then.
std::size_t allow_many_descriptors();

// error.what(); and where descriptors have run out, the limit, and how many were asked for at once if that is known.
std::string explain(const std::exception& error, std::size_t asked_for = 0);
