// One sleep for many sockets: tell the kernel all that we wait for, and it wakes us for the first of it.
// The interface is that of Python's `selectors` (`register` is a word of C++'s own); behind it is poll(2) or select(2).
#pragma once

#include <poll.h>

#include <functional>
#include <vector>

#include "common/socket.hpp"

enum class Backend { select, poll };

class Selector {
public:
    using Callback = std::function<void()>;
    struct Ready {
        int fd;
        std::size_t registration;  // which one of this descriptor: each has a number of its own
    };

    explicit Selector(Backend backend = Backend::poll) : backend_(backend) {}

    // Calls `callback` when the descriptor is ready for `events` (POLLIN or POLLOUT), or has failed or hung up. Throws
    // std::logic_error if it is negative or registered already, std::runtime_error if it is too large for select(2).
    void register_fd(int fd, short events, Callback callback);
    void unregister_fd(int fd);
    bool is_empty() const { return count_ == 0; }

    // Sleeps until at least one descriptor is ready, or the deadline has passed.
    std::vector<Ready> select(Deadline deadline);
    // Returns nothing if that registration has ended: a callback that ran before in the same batch may have ended it.
    Callback callback_of(const Ready& ready) const;

private:
    struct Registration {
        short events = 0;  // 0: the descriptor is not registered
        std::size_t number = 0;
        Callback callback = {};
    };
    Backend backend_;
    std::size_t count_ = 0, next_number_ = 1;
    std::vector<Registration> registrations_;  // that of descriptor n stands at place n
};
