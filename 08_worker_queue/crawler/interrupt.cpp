#include "interrupt.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace {

volatile std::sig_atomic_t handlers_end = -1;

void on_signal(int) {
    int before = errno;
    if (handlers_end >= 0 && ::write(handlers_end, "", 1) < 0) errno = before;  // an error cannot be reported here
    errno = before;
}

}  // namespace

Interrupt::Interrupt(EventLoop& loop, std::function<void()> callback) : loop_(loop) {
    handlers_end = ends_.second.fd();
    loop_.selector().register_fd(ends_.first.fd(), POLLIN, [this, callback = std::move(callback)] {
        loop_.selector().unregister_fd(ends_.first.fd());
        callback();
    });
    ::sigaction(SIGINT, nullptr, &before_);
    if (before_.sa_handler == SIG_IGN) return;  // the parent process wants it so, as nohup does
    struct sigaction action {};
    action.sa_handler = on_signal;
    // Only once: the second SIGINT ends the program. And a write that is under way goes on after the handler.
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &before_, nullptr);
    handlers_end = -1;
    loop_.selector().unregister_fd(ends_.first.fd());
}
