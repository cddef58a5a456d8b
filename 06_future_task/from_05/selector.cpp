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
    // Round up. Otherwise the sleep would end up to a millisecond early, and the loop would spin until the deadline.
    auto remaining = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    int milliseconds = static_cast<int>(std::clamp<decltype(remaining)>(remaining, 0, 60'000));
    if (count_ == 0 && milliseconds == 0) return {};  // nothing to look at, and no time to sleep
    // poll takes an array of what it must watch, and fills in what has happened (revents).
    std::vector<pollfd> watched;
    watched.reserve(count_);
    for (std::size_t fd = 0; fd < registrations_.size(); ++fd)
        if (registrations_[fd].events != 0) watched.push_back({static_cast<int>(fd), registrations_[fd].events, 0});
    int count = backend_ == Backend::poll ? ::poll(watched.data(), static_cast<nfds_t>(watched.size()), milliseconds)
                                          : poll_by_select(watched, milliseconds);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "selector");
    std::vector<Ready> ready;
    for (const pollfd& p : watched)
        if (p.revents != 0) ready.push_back({p.fd, registrations_[static_cast<std::size_t>(p.fd)].number});
    return ready;
}

Selector::Callback Selector::callback_of(const Ready& ready) const {
    const Registration& registration = registrations_[static_cast<std::size_t>(ready.fd)];
    // A copy: the callback may unregister its descriptor, and must not be destroyed while it runs.
    return registration.number == ready.registration ? registration.callback : nullptr;
}
