// A socket's readiness as a future: where the selector of chapter 05 and the futures of this one meet.
#pragma once

#include "common/socket.hpp"
#include "event_loop.hpp"

// A future that is done when the socket is ready for `events` (POLLIN, POLLOUT), and fails at the deadline.
class Readiness : public Future {
public:
    Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during);
    ~Readiness() { forget(); }  // the frame that holds it may be destroyed before anything has happened

private:
    void forget();

    EventLoop& loop_;
    int fd_;
    EventLoop::Timers::iterator timer_;
};
