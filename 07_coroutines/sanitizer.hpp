// Tells the address sanitizer which stack runs: it watches where stacks end, and a program that changes them by itself
// looks to it like one that has gone mad. Does nothing in an ordinary build. You may ignore it.
#pragma once

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ADDRESS_SANITIZER 1
#endif

#ifdef ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
inline void leave_stack(void** remember, const void* to, std::size_t size) {
    __sanitizer_start_switch_fiber(remember, to, size);
}
inline void arrive_on_stack(void* remembered, const void** from, std::size_t* size) {
    __sanitizer_finish_switch_fiber(remembered, from, size);
}
#else
inline void leave_stack(void**, const void*, std::size_t) {}
inline void arrive_on_stack(void*, const void**, std::size_t*) {}
#endif
