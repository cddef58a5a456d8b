// One poll() for many descriptors and times: see watch.hpp. Each change costs O(log n), never O(n).
#include "common/site/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace site {

void Watch::set(int fd, short events, Deadline time) {
    Entry& entry = entries_[fd];
    if (entry.time != time) {
        if (entry.time != never) timers_.erase({entry.time, fd});
        if (time != never) timers_.insert({time, fd});
        entry.time = time;
    }
    if (events == 0) {
        leave_poll_set(entry);
    } else if (entry.slot >= 0) {
        polled_[static_cast<std::size_t>(entry.slot)].events = events;
    } else {
        entry.slot = static_cast<int>(polled_.size());
        polled_.push_back({fd, events, 0});
    }
}

void Watch::forget(int fd) {
    set(fd, 0, never);
    entries_.erase(fd);
}

void Watch::leave_poll_set(Entry& entry) {
    if (entry.slot < 0) return;
    auto slot = static_cast<std::size_t>(entry.slot);
    polled_[slot] = polled_.back();  // the last one moves into the gap
    entries_[polled_[slot].fd].slot = entry.slot;
    polled_.pop_back();
    entry.slot = -1;
}

std::vector<int> Watch::wait_until_ready() {
    int timeout = -1;
    if (!timers_.empty()) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now()).count();
        timeout = static_cast<int>(std::clamp<long long>(left, 0, 60'000));
    }
    int count = ::poll(polled_.data(), static_cast<nfds_t>(polled_.size()), timeout);
    if (count < 0 && errno != EINTR && errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "poll");
    std::vector<int> ready;
    if (count <= 0) return ready;
    for (const pollfd& entry : polled_) {
        if (entry.revents != 0) ready.push_back(entry.fd);
    }
    return ready;
}

int Watch::take_due(Clock::time_point now) {
    if (timers_.empty() || timers_.begin()->first > now) return -1;
    int fd = timers_.begin()->second;
    timers_.erase(timers_.begin());
    entries_[fd].time = never;
    return fd;
}

}  // namespace site
