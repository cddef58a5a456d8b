// The other kind of coroutine: it has its own stack, and can pause anywhere, even deep inside functions that know
// nothing of it. gevent's greenlets are of this kind. The article's getcontext and swapcontext are meant for them.
// To pause is to change to another stack. All calls that are open on the old one stay open.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>

#include "watched_stack.hpp"

// A piece of memory to run on. The page below it must not be touched, so that running over the end crashes at once,
// and does not change a value somewhere else. Throws std::system_error.
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
    std::size_t bytes_;  // including the guard page
};

class Fiber {
public:
    static constexpr std::size_t default_stack = 128 * 1024;  // untouched pages cost no memory

    // `work` must not throw. A fiber must have ended before it is destroyed: its stack cannot be unwound from outside.
    explicit Fiber(std::function<void()> work, std::size_t stack_bytes = default_stack);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    // resume() throws std::logic_error if the fiber has ended or is running, and pause() if no fiber is running.
    void resume();            // runs it until it pauses or ends
    static void pause();      // called in a fiber: returns to whoever resumed it
    static Fiber* current();  // the one that this thread runs now; nullptr outside fibers
    bool done() const { return done_; }

private:
    static void run();

    std::function<void()> work_;
    Stack stack_;
    WatchedStack watched_;     // for the sanitizers and valgrind, which watch stacks
    ucontext_t here_{};        // where the fiber is paused
    ucontext_t caller_{};      // where to go back to
    bool is_running_ = false;  // also while a fiber that it resumed runs
    bool done_ = false;
};
