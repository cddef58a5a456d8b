// Tells the tools that watch stacks, the sanitizers (address, thread) and valgrind, about a stack that the program has
// made. They must know that it is a stack, and when it is entered and left. Otherwise a change of stacks looks to them
// like a wild jump.
// In an ordinary build it does nothing.
#pragma once

#include <cstddef>

#ifdef __has_feature  // clang and g++ have different tests for it
#if __has_feature(address_sanitizer)
#define WATCHED_BY_ADDRESS_SANITIZER
#elif __has_feature(thread_sanitizer)
#define WATCHED_BY_THREAD_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHED_BY_ADDRESS_SANITIZER
#elif defined(__SANITIZE_THREAD__)
#define WATCHED_BY_THREAD_SANITIZER
#endif

#if defined(WATCHED_BY_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#elif defined(WATCHED_BY_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#elif __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

// On the way in: entering() on the old stack, entered() on this one. On the way out: leaving() here, left() there.
#if defined(WATCHED_BY_ADDRESS_SANITIZER)
class WatchedStack {
public:
    WatchedStack(void* begin, std::size_t size) : begin_(begin), size_(size) {}
    void entering() { __sanitizer_start_switch_fiber(&caller_frames_, begin_, size_); }
    void entered() { __sanitizer_finish_switch_fiber(frames_, &caller_begin_, &caller_size_); }
    void leaving() { __sanitizer_start_switch_fiber(&frames_, caller_begin_, caller_size_); }
    void leaving_for_good() { __sanitizer_start_switch_fiber(nullptr, caller_begin_, caller_size_); }
    void left() { __sanitizer_finish_switch_fiber(caller_frames_, nullptr, nullptr); }

private:
    const void *begin_, *caller_begin_ = nullptr;
    std::size_t size_, caller_size_ = 0;
    void *frames_ = nullptr, *caller_frames_ = nullptr;  // what the tool remembers of the open calls on each stack
};
#elif defined(WATCHED_BY_THREAD_SANITIZER)
// The thread sanitizer counts calls and returns. So entering() and left() must be inlined: as calls, they would be
// counted on one stack and their returns on the other.
class WatchedStack {
public:
    WatchedStack(void*, std::size_t) : calls_(__tsan_create_fiber(0)) {}
    WatchedStack(const WatchedStack&) = delete;
    WatchedStack& operator=(const WatchedStack&) = delete;
    ~WatchedStack() { __tsan_destroy_fiber(calls_); }
    [[gnu::always_inline]] void entering() {
        caller_calls_ = __tsan_get_current_fiber();
        __tsan_switch_to_fiber(calls_, 0);
    }
    void entered() {}
    void leaving() {}
    void leaving_for_good() {}
    [[gnu::always_inline]] void left() { __tsan_switch_to_fiber(caller_calls_, 0); }

private:
    void *calls_, *caller_calls_ = nullptr;
};
#else
class WatchedStack {
public:
#ifdef VALGRIND_STACK_REGISTER
    WatchedStack(void* begin, std::size_t size)
        : number_(VALGRIND_STACK_REGISTER(begin, static_cast<char*>(begin) + size)) {}
    ~WatchedStack() { VALGRIND_STACK_DEREGISTER(number_); }
#else
    WatchedStack(void*, std::size_t) {}
#endif
    WatchedStack(const WatchedStack&) = delete;
    WatchedStack& operator=(const WatchedStack&) = delete;
    void entering() {}
    void entered() {}
    void leaving() {}
    void leaving_for_good() {}
    void left() {}

private:
    [[maybe_unused]] unsigned long number_ = 0;
};
#endif
