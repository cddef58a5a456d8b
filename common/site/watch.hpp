// Waits for all of the site's descriptors and times with one poll(). (Chapter 05 builds the same step by step.)
// A descriptor that waits only for a time is in the set of timers and not in the poll set, so ten thousand of them cost
// nothing until their time comes.
#pragma once

#include <poll.h>

#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/socket.hpp"

namespace site {

constexpr Deadline never = Deadline::max();

class Watch {
public:
    // From now on, this descriptor waits for these events (POLLIN, POLLOUT; 0: none) and for this time.
    void set(int fd, short events, Deadline time);
    void forget(int fd);  // call it before closing: another descriptor may get the number

    // Sleeps until a descriptor is ready or a time has come.
    void wait_until_ready();

    // Returns the next descriptor that was ready then; -1 if there is none.
    int take_ready();

    // Returns a descriptor whose time has come, and removes its time; -1 if there is none.
    int take_due(Clock::time_point now);

private:
    struct Entry {
        int slot = -1;  // its index in polled_; -1: it is not there
        Deadline time = never;
    };
    void leave_poll_set(Entry& entry);

    std::unordered_map<int, Entry> entries_;
    std::vector<pollfd> polled_;
    std::vector<int> ready_;
    std::size_t taken_ = 0;  // of ready_
    std::set<std::pair<Deadline, int>> timers_;
};

}  // namespace site
