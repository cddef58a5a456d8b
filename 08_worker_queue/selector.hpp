// One sleep for many sockets. The one idea: tell the kernel all that we wait for, and it wakes us for the first of it.
// The interface is that of Python's `selectors` (`register` is a word of C++'s own); behind it is select(2) or poll(2).
// Chapters 05 to 08 hold this same file.
#pragma once

#include <poll.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "common/socket.hpp"

enum class Backend { select, poll };

class Selector {
public:
    using Callback = std::function<void()>;

    // A descriptor that is ready, and which registration of it was meant.
    struct Ready {
        int fd;
        std::uint64_t registration;
    };

    explicit Selector(Backend backend = Backend::poll) : backend_(backend) {}

    // Calls `callback` when the descriptor is ready for `events` (POLLIN or POLLOUT), or has failed or hung up. Throws
    // std::runtime_error when the descriptor is too large for select(2), std::logic_error when it is registered.
    void register_fd(int fd, short events, Callback callback);
    void unregister_fd(int fd);

    // Sleeps until at least one descriptor is ready, or the deadline has passed.
    std::vector<Ready> select(Deadline deadline);

    bool is_empty() const { return watched_.empty(); }

    // What to call for it, or nothing: callbacks that ran before in the same batch may have unregistered the
    // descriptor, or closed it, and the system may have given its number to another socket since.
    Callback callback_of(const Ready& ready) const;

private:
    void wait_by_poll(int milliseconds);
    void wait_by_select(int milliseconds);

    struct Registration {
        std::uint64_t number;
        Callback callback;
    };
    Backend backend_;
    std::uint64_t next_number_ = 0;
    std::vector<pollfd> watched_;              // what poll wants, without gaps
    std::vector<Registration> registrations_;  // at the same places
    std::vector<int> place_of_;                // of each descriptor in the two above; -1: it is not there
};
