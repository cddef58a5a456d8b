// A child process that always ends: it leaves when its Worker is destroyed, or when its parent dies.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "common/socket.hpp"

class Worker {
public:
    // Forks. The child calls `work` with its end of a socket pair, and then leaves, with status 1 if `work` throws.
    // Throws std::system_error if the system has no process or descriptor left.
    explicit Worker(const std::function<void(const Socket&)>& work);
    Worker(Worker&& other) noexcept;
    Worker& operator=(Worker&&) = delete;
    ~Worker();

    const Socket& socket() const { return socket_; }

    // Waits until the child has ended. Returns how: "killed by signal 9", "left with status 1", or "in an unknown way"
    // if SIGCHLD is ignored.
    std::string wait_for_end();

private:
    // The same, but returns the child's status, or no value if the system does not say how: if SIGCHLD is ignored, the
    // system itself waits for the child.
    std::optional<int> wait();

    Socket socket_;     // to talk to the child
    Socket life_line_;  // nothing is ever sent here: when it is closed, the child knows that we are gone
    pid_t pid_ = -1;
};
