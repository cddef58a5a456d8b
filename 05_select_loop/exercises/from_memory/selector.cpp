// Exercise 05-4: from memory. Write select and callback_of, the two halves of a turn.
// The chapter's own tests check it.

// The list of what to wait for, and the system call that sleeps for all of it. See selector.hpp.
#include "selector.hpp"

#include <sys/select.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

void Selector::register_fd(int fd, short events, Callback callback) {
    // An fd_set is an array of FD_SETSIZE bits, and FD_SET does not check: a larger number would write beyond its end.
    if (backend_ == Backend::select && fd >= FD_SETSIZE)
        throw std::runtime_error("select: descriptor " + std::to_string(fd) + " is beyond its limit of " +
                                 std::to_string(FD_SETSIZE) + " (FD_SETSIZE); poll has no such limit");
    if (fd < 0) throw std::logic_error("there is no descriptor " + std::to_string(fd));
    auto index = static_cast<std::size_t>(fd);
    if (index >= registrations_.size()) registrations_.resize(index + 1);
    Registration& place = registrations_[index];
    if (place.events != 0) throw std::logic_error("descriptor " + std::to_string(fd) + " is registered already");
    place = {events, next_number_++, std::move(callback)};
    ++count_;
}

void Selector::unregister_fd(int fd) {
    auto index = static_cast<std::size_t>(fd);
    if (index >= registrations_.size() || registrations_[index].events == 0) return;
    registrations_[index] = {};
    --count_;
}

// The same as poll(), by select(): it takes sets of bits, one bit per descriptor, and leaves only those that are ready.
static int poll_by_select(std::vector<pollfd>& watched, int milliseconds) {
    fd_set readable, writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    auto set_of = [&](const pollfd& p) { return p.events == POLLIN ? &readable : &writable; };
    for (const pollfd& p : watched) FD_SET(p.fd, set_of(p));
    timeval time{milliseconds / 1000, milliseconds % 1000 * 1000};
    int count = ::select(watched.empty() ? 0 : watched.back().fd + 1, &readable, &writable, nullptr, &time);
    for (pollfd& p : watched) p.revents = count > 0 && FD_ISSET(p.fd, set_of(p)) ? p.events : short{0};
    return count;
}

std::vector<Selector::Ready> Selector::select(Deadline deadline) {
    // TODO: sleep until a descriptor is ready, or the deadline has passed.
    throw std::logic_error("TODO: Selector::select");
}

Selector::Callback Selector::callback_of(const Ready& ready) const {
    // TODO: is it still the same registration?
    throw std::logic_error("TODO: Selector::callback_of");
}
