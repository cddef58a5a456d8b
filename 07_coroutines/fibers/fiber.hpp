// The other kind of coroutine: one with a stack of its own, which can pause anywhere, also deep inside functions that
// know nothing of it. gevent's greenlets are such, and the article's getcontext and swapcontext are for them.
// To pause is to leave this stack for another one; all calls that are open on it stay open.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>

#include "watched_stack.hpp"

// A piece of memory to run on. The page below it may not be touched, so that running over its end is a crash at once,
// and not a strange value somewhere else. Throws std::system_error.
class Stack {
public:
    explicit Stack(std::size_t bytes);
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack();

    void* begin() const;  // above the guard page
    std::size_t size() const;

private:
    void* memory_;
    std::size_t bytes_;  // with the guard page
};

class Fiber {
public:
    static constexpr std::size_t default_stack = 128 * 1024;  // what is not touched costs no memory

    // `work` must not throw. A fiber must have ended before it is destroyed: nobody can unwind its stack from outside.
    explicit Fiber(std::function<void()> work, std::size_t stack_bytes = default_stack);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    // Both throw std::logic_error when there is nothing to go on with.
    void resume();            // runs it until it pauses or ends
    static void pause();      // called in a fiber: back to whoever has resumed it
    static Fiber* current();  // the one that runs in this thread now; nullptr outside of all
    bool done() const { return done_; }

private:
    static void run();

    std::function<void()> work_;
    Stack stack_;
    WatchedStack watched_;     // for sanitizers and valgrind, which watch stacks
    ucontext_t here_{};        // where the fiber is paused
    ucontext_t caller_{};      // where to go back to
    bool is_running_ = false;  // or has resumed another one that is
    bool done_ = false;
};
