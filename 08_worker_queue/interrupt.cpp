// From a signal to a callback of the loop: see interrupt.hpp.
#include "interrupt.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace {

volatile std::sig_atomic_t pipe_to_loop = -1;

void on_signal(int) {
    int before = errno;
    if (pipe_to_loop >= 0 && ::write(pipe_to_loop, "", 1) < 0) errno = before;  // there is nobody to tell
    errno = before;
}

}  // namespace

Interrupt::Interrupt(EventLoop& loop, std::function<void()> callback) : loop_(loop) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    read_end_ = Socket(ends[0]);
    write_end_ = Socket(ends[1]);
    set_non_blocking(ends[0]);
    set_non_blocking(ends[1]);
    pipe_to_loop = ends[1];
    loop_.selector().register_fd(ends[0], POLLIN, [this, callback = std::move(callback)] {
        loop_.selector().unregister_fd(read_end_.fd());
        callback();
    });
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // once; the next one does what it does to every program
    ::sigaction(SIGINT, &action, nullptr);
}

Interrupt::~Interrupt() {
    std::signal(SIGINT, SIG_DFL);
    pipe_to_loop = -1;
    loop_.selector().unregister_fd(read_end_.fd());
}
