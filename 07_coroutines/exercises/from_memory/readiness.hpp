// Exercise 07-4: from memory. Write await_suspend.
// The chapter's own tests check it.

// Waits until a socket is ready for `events` (POLLIN, POLLOUT), or throws DeadlinePassed at the deadline:
//     co_await Readiness(socket, POLLIN, deadline, "receive");
// It finds the loop by the coroutine that awaits it, and is no future: nobody else can wait for it.
#pragma once

#include <utility>

#include "common/socket.hpp"
#include "coroutine.hpp"

class Readiness {
public:
    Readiness(const Socket& socket, short events, Deadline deadline, const char* during)
        : fd_(socket.fd()), events_(events), deadline_(deadline), during_(during) {}
    Readiness(const Readiness&) = delete;
    Readiness& operator=(const Readiness&) = delete;
    ~Readiness() { forget(); }  // the frame that holds it may be destroyed before anything has happened

    bool await_ready() { return has_passed_ = Clock::now() >= deadline_; }  // a server that floods us is always ready
    template <typename P>
    void await_suspend(std::coroutine_handle<P> awaiting) {
        // TODO: who must wake this coroutine, and when?
        throw std::logic_error("TODO: Readiness::await_suspend");
    }
    void await_resume() const {
        if (has_passed_) throw DeadlinePassed(during_);
    }

private:
    void forget() {
        if (run_ == nullptr) return;
        run_->loop.selector().unregister_fd(fd_);
        std::exchange(run_, nullptr)->loop.cancel(timer_);
    }

    int fd_;
    short events_;
    bool has_passed_ = false;
    Deadline deadline_;
    const char* during_;
    Run* run_ = nullptr;  // while it waits
    EventLoop::Timers::iterator timer_;
};
