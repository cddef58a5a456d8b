// A child process that always ends. Read the constructor first: it turns one process into two. See worker.hpp.
#include "worker.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

namespace {

// In the child. When the parent ends, for whatever reason, its end of the life line is closed, and the work is no
// longer needed. A thread waits for that while the work goes on.
void leave_with_the_parent(const Socket& life_line) {
    try {
        std::thread([&life_line] {
            wait_until_ready(life_line, POLLIN, Deadline::max(), "watch the parent");  // nothing is ever sent there
            ::_exit(1);
        }).detach();
    } catch (const std::system_error&) {  // no thread left: the child will leave when it cannot send its next page
    }
}

}  // namespace

Worker::Worker(const std::function<void(const Socket&)>& work) {
    Socket to_parent, life_line;
    std::tie(socket_, to_parent) = socket_pair();
    std::tie(life_line_, life_line) = socket_pair();
    pid_ = ::fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ > 0) return;  // the parent; its copies of the child's ends are closed here

    // _exit, not exit: the child has a copy of everything that the parent has begun (buffers to write at exit, other
    // children to wait for), and must finish none of it.
    try {
        socket_.close();
        life_line_.close();
        leave_with_the_parent(life_line);
        work(to_parent);
    } catch (...) {
        ::_exit(1);
    }
    ::_exit(0);
}

Worker::Worker(Worker&& other) noexcept
    : socket_(std::move(other.socket_)), life_line_(std::move(other.life_line_)), pid_(std::exchange(other.pid_, -1)) {}

Worker::~Worker() {
    socket_.close();
    life_line_.close();  // the child sees it and leaves
    wait();              // a child that has ended stays in the process table, a zombie, until its parent waits for it
}

std::string Worker::wait_for_end() {
    if (pid_ < 0) return "already gone";
    const std::optional<int> status = wait();
    if (!status) return "in an unknown way";
    if (WIFSIGNALED(*status)) return "killed by signal " + std::to_string(WTERMSIG(*status));
    return "left with status " + std::to_string(WEXITSTATUS(*status));
}

std::optional<int> Worker::wait() {
    if (pid_ < 0) return std::nullopt;
    int status = 0;
    pid_t ended = ::waitpid(pid_, &status, 0);
    while (ended < 0 && errno == EINTR) ended = ::waitpid(pid_, &status, 0);
    pid_ = -1;
    if (ended < 0) return std::nullopt;
    return status;
}
