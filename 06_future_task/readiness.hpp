// A socket's readiness as a future: here the selector of chapter 05 meets the futures of this chapter.
// It is done when the socket is ready for `events` (POLLIN, POLLOUT), and fails with DeadlinePassed at the deadline.
#pragma once

#include <optional>
#include <utility>

#include "common/socket.hpp"
#include "event_loop.hpp"
#include "future.hpp"

class Readiness : public Future {
public:
    Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during)
        : Readiness(loop) {              // now the object is complete: if something here throws, its destructor runs
        if (deadline <= Clock::now()) {  // otherwise a flooding server never times out
            fail(during);
            return;
        }
        loop.selector().register_fd(socket.fd(), events, [this] {
            forget();
            set_result({});
        });
        fd_ = socket.fd();
        timer_ = loop.call_at(deadline, [this, during] {
            timer_.reset();  // the loop has removed it already
            forget();
            fail(during);
        });
    }
    // The frame that holds it may be destroyed before anything has happened.
    ~Readiness() { forget(); }

private:
    explicit Readiness(EventLoop& loop) : Future(loop) {}

    void fail(const char* during) { set_exception(std::make_exception_ptr(DeadlinePassed(during))); }

    void forget() {
        if (fd_ >= 0) loop_.selector().unregister_fd(std::exchange(fd_, -1));
        if (timer_) loop_.cancel(*std::exchange(timer_, std::nullopt));
    }

    int fd_ = -1;                                       // while it is registered
    std::optional<EventLoop::Timers::iterator> timer_;  // while it is set
};
