// Host names for tests, without DNS. A name that ends in .test holds its addresses, in order:
//   127-0-0-9.127-0-0-1.test    127.0.0.9, then 127.0.0.1
//   --1.127-0-0-1.test          ::1, then 127.0.0.1
// Linked into the tests, and into the programs that `make faults` runs. All other names are looked up as usual.
#pragma once

#include <netdb.h>

#if defined(__GLIBC__) || defined(__APPLE__)
inline constexpr bool has_made_up_names = true;
#else  // elsewhere a program cannot easily replace a function of the system
inline constexpr bool has_made_up_names = false;
#endif
