// A child process and its certain end: see worker.hpp. Begin with the constructor, where one process becomes two.
#include "worker.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace {

// In the child. When the parent is gone, for whatever reason, its end of the pair closes, and nobody wants the
// work any more. A thread can wait for that while the work goes on.
void leave_with_the_parent(const Socket& to_parent) {
    try {
        std::thread([&to_parent] {
            wait_until_ready(to_parent, POLLIN, Deadline::max(), "watch the parent");  // it never sends: its end
            ::_exit(1);
        }).detach();
    } catch (const std::system_error&) {  // no thread to be had: it will leave when it cannot send its next page
    }
}

}  // namespace

Worker::Worker(const std::function<void(const Socket&)>& work) {
    std::array<int, 2> ends;
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) < 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    socket_ = Socket(ends[0]);
    Socket to_parent(ends[1]);
    set_non_blocking(socket_.fd());
    set_non_blocking(to_parent.fd());

    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ > 0) return;  // the parent; its copy of the child's end is closed here

    // _exit, not exit: the child holds copies of all that the parent has begun (buffers to be written at exit, other
    // children to be waited for), and it must finish none of it.
    try {
        socket_.close();
        leave_with_the_parent(to_parent);
        work(to_parent);
    } catch (...) {
        ::_exit(1);
    }
    ::_exit(0);
}

Worker::Worker(Worker&& other) noexcept : socket_(std::move(other.socket_)), pid_(std::exchange(other.pid_, -1)) {}

Worker::~Worker() {
    socket_.close();  // the child sees it and leaves
    wait_for_end();   // a child that nobody waits for stays in the process table: a zombie
}

std::string Worker::wait_for_end() {
    int status = 0;
    pid_t ended = -1;
    if (pid_ < 0) return "already gone";
    do ended = ::waitpid(pid_, &status, 0);
    while (ended < 0 && errno == EINTR);
    pid_ = -1;
    if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
    return "left with status " + std::to_string(WEXITSTATUS(status));
}
