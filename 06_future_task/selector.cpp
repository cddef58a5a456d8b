// The list of who waits for what, and the two system calls that sleep for it: see selector.hpp.
#include "selector.hpp"

#include <sys/select.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

void Selector::register_fd(int fd, short events, Callback callback) {
    // An fd_set is an array of FD_SETSIZE bits, and FD_SET does not look: a larger number writes beyond it.
    if (backend_ == Backend::select && fd >= FD_SETSIZE)
        throw std::runtime_error("select: descriptor " + std::to_string(fd) + " is beyond its limit of " +
                                 std::to_string(FD_SETSIZE) + " (FD_SETSIZE); poll has none");
    auto index = static_cast<std::size_t>(fd);
    if (index >= place_of_.size()) place_of_.resize(index + 1, -1);
    if (place_of_[index] >= 0) throw std::logic_error("descriptor " + std::to_string(fd) + " is registered already");
    place_of_[index] = static_cast<int>(watched_.size());
    watched_.push_back({fd, events, 0});
    registrations_.push_back({next_number_++, std::move(callback)});
}

void Selector::unregister_fd(int fd) {
    auto index = static_cast<std::size_t>(fd);
    if (index >= place_of_.size() || place_of_[index] < 0) return;
    auto place = static_cast<std::size_t>(place_of_[index]);
    watched_[place] = watched_.back();  // the last one moves into the gap
    registrations_[place] = std::move(registrations_.back());
    place_of_[static_cast<std::size_t>(watched_[place].fd)] = static_cast<int>(place);
    place_of_[index] = -1;
    watched_.pop_back();
    registrations_.pop_back();
}

std::vector<Selector::Ready> Selector::select(Deadline deadline) {
    // Rounded up: a sleep that ends a moment too early would be followed by many that last no time at all.
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    int milliseconds = static_cast<int>(std::clamp<decltype(left)>(left, 0, 60'000));
    if (backend_ == Backend::poll) wait_by_poll(milliseconds);
    else wait_by_select(milliseconds);

    std::vector<Ready> ready;
    for (std::size_t i = 0; i < watched_.size(); ++i)
        if (watched_[i].revents != 0) ready.push_back({watched_[i].fd, registrations_[i].number});
    return ready;
}

Selector::Callback Selector::callback_of(const Ready& ready) const {
    auto index = static_cast<std::size_t>(ready.fd);
    if (place_of_[index] < 0) return nullptr;
    const Registration& registration = registrations_[static_cast<std::size_t>(place_of_[index])];
    // A copy: the callback may unregister its descriptor, and must not be destroyed while it runs.
    return registration.number == ready.registration ? registration.callback : nullptr;
}

// poll takes an array of what is watched, as long as need be, and fills in what has happened (revents).
void Selector::wait_by_poll(int milliseconds) {
    int count = ::poll(watched_.data(), static_cast<nfds_t>(watched_.size()), milliseconds);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (count <= 0)
        for (pollfd& entry : watched_) entry.revents = 0;  // a signal or the deadline: nobody is ready
}

// select takes three sets of bits, one bit a descriptor, and leaves only those bits that are ready.
void Selector::wait_by_select(int milliseconds) {
    fd_set readable, writable;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    int largest = -1;
    for (const pollfd& entry : watched_) {
        FD_SET(entry.fd, entry.events == POLLIN ? &readable : &writable);
        largest = std::max(largest, entry.fd);
    }
    timeval time{milliseconds / 1000, static_cast<decltype(timeval::tv_usec)>(milliseconds % 1000 * 1000)};
    int count = ::select(largest + 1, &readable, &writable, nullptr, &time);
    if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "select");
    for (pollfd& entry : watched_)
        entry.revents =
            count > 0 && FD_ISSET(entry.fd, entry.events == POLLIN ? &readable : &writable) ? entry.events : 0;
}
