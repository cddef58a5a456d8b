// Ctrl-C as something that a loop can wait for.
// A signal handler may do almost nothing, so it writes one byte into a socket pair, and the loop reads it.
#pragma once

#include <csignal>
#include <functional>
#include <utility>

#include "common/socket.hpp"
#include "from_07/event_loop.hpp"

// While it lives, the first SIGINT calls `callback` from the loop. The second one ends the program at once, as usual.
// If SIGINT is ignored, it stays ignored. The destructor restores the old action.
class Interrupt {
public:
    Interrupt(EventLoop& loop, std::function<void()> callback);
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

private:
    EventLoop& loop_;
    std::pair<Socket, Socket> ends_ = socket_pair();  // the loop's end, the handler's end
    struct sigaction before_ {};
};
