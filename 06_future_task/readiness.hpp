// A socket's readiness as a future: here the selector of chapter 05 meets the futures of this chapter.
// It is done when the socket is ready for `events` (POLLIN, POLLOUT), and fails with DeadlinePassed at the deadline.
#pragma once

#include <utility>

#include "common/socket.hpp"
#include "event_loop.hpp"
#include "future.hpp"

class Readiness : public Future {
public:
    Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during)
        : Future(loop), loop_(loop) {
        if (deadline <= Clock::now()) {  // otherwise a flooding server never times out
            set_exception(std::make_exception_ptr(DeadlinePassed(during)));
            return;
        }
        timer_ = loop.call_at(deadline, [this, during] {
            loop_.selector().unregister_fd(std::exchange(fd_, -1));  // the loop has removed the timer already
            set_exception(std::make_exception_ptr(DeadlinePassed(during)));
        });
        try {
            loop.selector().register_fd(socket.fd(), events, [this] {
                forget();
                set_result({});
            });
        } catch (...) {
            loop.cancel(timer_);  // the destructor does not run: this object has never been complete
            throw;
        }
        fd_ = socket.fd();
    }
    ~Readiness() { forget(); }  // the frame that holds it may be destroyed before anything has happened

private:
    void forget() {
        if (fd_ < 0) return;
        loop_.selector().unregister_fd(std::exchange(fd_, -1));
        loop_.cancel(timer_);
    }

    EventLoop& loop_;
    int fd_ = -1;  // while it waits
    EventLoop::Timers::iterator timer_;
};
