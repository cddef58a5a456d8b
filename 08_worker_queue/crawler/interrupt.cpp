// See interrupt.hpp.
#include "interrupt.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace {

volatile std::sig_atomic_t handlers_end = -1;

void on_signal(int) {
    int before = errno;
    if (handlers_end >= 0 && ::write(handlers_end, "", 1) < 0) errno = before;  // there is nobody to tell
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
    if (before_.sa_handler == SIG_IGN) return;  // whoever started this program wants it so, as nohup does
    struct sigaction action {};
    action.sa_handler = on_signal;
    // Once: the next one does what it does to every program. And a write that is under way goes on after the handler.
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
}

Interrupt::~Interrupt() {
    ::sigaction(SIGINT, &before_, nullptr);
    handlers_end = -1;
    loop_.selector().unregister_fd(ends_.first.fd());
}
