// Ctrl-C as something that a loop can wait for.
// The one idea: a signal handler may do next to nothing, so it writes one byte into a pipe, and the loop reads it.
#pragma once

#include <functional>

#include "common/socket.hpp"
#include "event_loop.hpp"

// While it lives, the first SIGINT calls `callback` from the loop. The second one ends the program at once, as ever.
class Interrupt {
public:
    Interrupt(EventLoop& loop, std::function<void()> callback);
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

private:
    EventLoop& loop_;
    Socket read_end_;
    Socket write_end_;
};
