// Put before every file by a build that has nothing but POSIX.1-2008:
//   make test CXXFLAGS="-O2 -include common/testing/posix_only.hpp" BUILD=build/posix
// On Linux, C++ compilers switch on all that glibc has (_GNU_SOURCE), so what is not POSIX slips in unseen. Switched
// off, it is an error. Only what POSIX 2024 added, and what others' headers cannot do without, is put back.
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
