// Which descriptors the site waits for, and until when: one poll() for all of them.
// (Chapter 05 builds such a thing step by step; here it may be taken as given.) A descriptor that waits only for the
// clock is in the set of timers and not in the poll set, so ten thousand of them cost nothing until their time comes.
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
    // From now on this descriptor waits for these events (POLLIN, POLLOUT; 0: none) and for this time.
    void set(int fd, short events, Deadline time);
    void forget(int fd);  // before it is closed: its number may come back as somebody else's

    // Sleeps until something happens, and gives the descriptors that are ready.
    std::vector<int> wait_until_ready();

    // Takes one descriptor whose time has come by `now`, and its time with it; -1: there is none.
    int take_due(Deadline now);

private:
    struct Entry {
        int slot = -1;  // where it stands in polled_; -1: it is not there
        Deadline time = never;
    };
    void leave_poll_set(Entry& entry);

    std::unordered_map<int, Entry> entries_;
    std::vector<pollfd> polled_;
    std::set<std::pair<Deadline, int>> timers_;
};

}  // namespace site
