// Waits until a socket is ready for `events` (POLLIN, POLLOUT), or throws DeadlinePassed at the deadline:
//     co_await Readiness(socket, POLLIN, deadline, "receive");
// It finds the loop through the coroutine that awaits it. It is not a future: nothing else can wait for it.
#pragma once

#include <utility>

#include "common/socket.hpp"
#include "coroutine.hpp"

class Readiness {
public:
    Readiness(const Socket& socket, short events, Deadline deadline, const char* during)
        : fd_(socket.fd()), events_(events), alarm_{deadline}, during_(during) {}
    Readiness(const Readiness&) = delete;  // the selector and the loop refer to it
    Readiness& operator=(const Readiness&) = delete;
    ~Readiness() { forget(); }  // the frame that holds it may be destroyed before anything has happened

    bool await_ready() const { return Clock::now() >= alarm_.time; }  // otherwise a flooding server never times out
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        Chain& chain = *awaiting.promise().chain;
        chain.loop.selector().register_fd(fd_, events_, [this] {
            is_ready_ = true;
            alarm_.run->wake();
        });
        alarm_.run = &chain;
        chain.loop.set(alarm_);
        will_wait(awaiting);  // last: an await that has thrown does not wait
    }
    void await_resume() {
        forget();
        if (!is_ready_) throw DeadlinePassed(during_);
    }

private:
    void forget() {
        Run* run = std::exchange(alarm_.run, nullptr);
        if (run == nullptr) return;
        run->loop.selector().unregister_fd(fd_);
        run->loop.cancel(alarm_);
    }

    int fd_;
    short events_;
    bool is_ready_ = false;
    Alarm alarm_;
    const char* during_;
};
