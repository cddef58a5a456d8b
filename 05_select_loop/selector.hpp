// One sleep for many sockets: we tell the kernel everything that we wait for, and it wakes us when any of it happens.
// The interface is that of Python's `selectors` (but `register` is a keyword in C++). It uses poll(2) or select(2).
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
        std::size_t registration;  // the number of the registration: a descriptor can have several, one after another
    };

    explicit Selector(Backend backend = Backend::poll) : backend_(backend) {}

    // callback_of returns `callback` when the descriptor is ready for `events` (POLLIN or POLLOUT), failed or hung up.
    // Throws std::logic_error if it is negative or registered already, std::runtime_error if too large for select(2).
    void register_fd(int fd, short events, Callback callback);
    void unregister_fd(int fd);
    bool is_empty() const { return count_ == 0; }

    // Sleeps until a descriptor is ready or the deadline has passed, or until a signal arrives, but at most 60 seconds.
    std::vector<Ready> select(Deadline deadline);
    // Returns nullptr if that registration has ended: an earlier callback of the same batch may have ended it.
    Callback callback_of(const Ready& ready) const;

private:
    struct Registration {
        short events = 0;  // 0: the descriptor is not registered
        std::size_t number = 0;
        Callback callback = {};
    };
    Backend backend_;
    std::size_t count_ = 0, next_number_ = 1;
    std::vector<Registration> registrations_;  // that of descriptor n is at index n
};
