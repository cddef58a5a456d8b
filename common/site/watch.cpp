// One poll() for many descriptors and times: see watch.hpp. Each change costs O(log n), never O(n).
#include "common/site/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace site {

void Watch::set(int fd, short events, Deadline time) {
    Entry& entry = entries_[fd];
    if (entry.time != time) {
        if (time != never) timers_.insert({time, fd});  // if this throws, nothing has changed yet
        if (entry.time != never) timers_.erase({entry.time, fd});
        entry.time = time;
    }
    if (events == 0) {
        leave_poll_set(entry);
    } else if (entry.slot >= 0) {
        polled_[static_cast<std::size_t>(entry.slot)].events = events;
    } else {
        // wait_until_ready must need no memory: nothing would be served any more if there were none.
        if (ready_.capacity() <= polled_.size()) ready_.reserve(2 * polled_.size() + 1);
        polled_.push_back({fd, events, 0});
        entry.slot = static_cast<int>(polled_.size() - 1);
    }
}

void Watch::forget(int fd) {
    if (!entries_.contains(fd)) return;
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

void Watch::wait_until_ready() {
    int timeout = -1;
    if (!timers_.empty()) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now()).count();
        timeout = static_cast<int>(std::clamp<long long>(left, 0, 60'000));
    }
    int count = ::poll(polled_.data(), static_cast<nfds_t>(polled_.size()), timeout);
    if (count < 0 && errno != EINTR && errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "poll");
    ready_.clear();
    taken_ = 0;
    if (count <= 0) return;
    for (const pollfd& entry : polled_) {
        if (entry.revents != 0) ready_.push_back(entry.fd);
    }
}

int Watch::take_ready() { return taken_ < ready_.size() ? ready_[taken_++] : -1; }

int Watch::take_due(Clock::time_point now) {
    if (timers_.empty() || timers_.begin()->first > now) return -1;
    int fd = timers_.begin()->second;
    timers_.erase(timers_.begin());
    entries_[fd].time = never;
    return fd;
}

}  // namespace site
