// Included before every file by a build that allows only POSIX.1-2008:
//   make test CXXFLAGS="-O2 -include common/testing/posix_only.hpp" BUILD=build/posix
// On Linux, C++ compilers enable everything in glibc (_GNU_SOURCE), so code may use more than POSIX without notice.
// This turns such uses into errors, except for a few names of POSIX 2024 and those that other headers need.
#pragma once

#undef _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

extern "C" {
int pthread_cond_clockwait(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);  // libstdc++; POSIX 2024
int pthread_mutex_clocklock(pthread_mutex_t*, clockid_t, const timespec*) noexcept;         // the same
long syscall(long number, ...) noexcept;                                                    // libstdc++, for futex
}
#define MAP_ANONYMOUS 0x20               // chapter 07's stacks; POSIX 2024
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // doctest's signal stack is not in the base of POSIX
