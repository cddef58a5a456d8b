// Listens, accepts, and waits for all connections: see site.hpp. connection.cpp handles one connection.
#include "common/site/site.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "common/site/content.hpp"
#include "common/site/trouble.hpp"
#include "common/socket.hpp"

namespace site {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_connections = 20'000;
constexpr auto pause_without_descriptors = 100ms;

void check_faults(const std::map<int, std::string>& faults) {
    for (const auto& [page, kind] : faults) {
        if (page < 0 || page > largest_page_number)
            throw std::invalid_argument("fault " + std::to_string(page) + "=" + kind + ": the page must be 0 to 9999");
        if (!is_trouble(kind)) {
            throw std::invalid_argument("fault " + std::to_string(page) + "=" + kind + ": the kind must be one of " +
                                        trouble_kinds());
        }
    }
}

Socket listen_at(const std::string& host, std::uint16_t port) {
    const std::string name = "bind " + host + ':' + std::to_string(port);
    Address address;
    try {
        address = resolve(host, port).front();
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(name + ": " + error.what());
    }
    Socket socket(::socket(address.get()->sa_family, SOCK_STREAM, 0));
    if (!socket.is_open()) throw std::system_error(errno, std::generic_category(), name);
    set_non_blocking(socket.fd());
    int on = 1;  // otherwise the port stays taken for a minute after the server has ended
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.fd(), address.get(), address.size) < 0 ||
        ::listen(socket.fd(), 4096) < 0)  // the kernel reduces this to its own limit
        throw std::system_error(errno, std::generic_category(), name);
    return socket;
}

std::uint16_t port_of(const Socket& socket) {
    Address address;
    address.size = sizeof address.storage;
    if (::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&address.storage), &address.size) < 0)
        throw std::system_error(errno, std::generic_category(), "getsockname");
    if (address.get()->sa_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

void prepare(const Socket& socket) {
    set_non_blocking(socket.fd());
    int on = 1;  // send even a single byte at once
    ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Site::Site(Config config) : config_(std::move(config)) {
    check_faults(config_.faults);
    listener_ = listen_at(config_.bind, config_.port);
    port_ = port_of(listener_);
}

std::string Site::address() const {
    bool ipv6 = config_.bind.find(':') != std::string::npos;
    return "http://" + (ipv6 ? '[' + config_.bind + ']' : config_.bind) + ':' + std::to_string(port_);
}

void Site::run(int stop_fd) {
    allow_many_descriptors();
    watch_.set(stop_fd, POLLIN, never);
    watch_.set(listener_.fd(), POLLIN, never);
    for (;;) {
        bool somebody_knocks = false;
        watch_.wait_until_ready();
        for (int fd = watch_.take_ready(); fd >= 0; fd = watch_.take_ready()) {
            if (fd == stop_fd) return;
            if (fd == listener_.fd())
                somebody_knocks = true;  // later: a new connection could get the number of one that closes in this turn
            else pass_on(fd, true);
        }
        const Clock::time_point now = Clock::now();
        for (int fd = watch_.take_due(now); fd >= 0; fd = watch_.take_due(now)) {
            if (fd == listener_.fd()) watch_.set(fd, POLLIN, never);  // the pause is over
            else pass_on(fd, false);
        }
        if (somebody_knocks) accept_all();
    }
}

// Call it when a descriptor is ready, or with false when its time has come. A failure closes only this connection.
void Site::pass_on(int fd, bool ready) {
    auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    try {
        if (ready) on_ready(found->second);
        else on_due(found->second);
    } catch (const std::exception&) {
        close(found->second);  // usually the client has closed
    }
    if (found->second.state == State::closed) connections_.erase(found);
}

void Site::accept_all() {
    for (;;) {
        Socket socket(::accept(listener_.fd(), nullptr, nullptr));
        if (!socket.is_open()) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
                // No descriptor is left, and poll() would wake us again at once: stop watching for a while.
                watch_.set(listener_.fd(), 0, Clock::now() + pause_without_descriptors);
            return;
        }
        if (connections_.size() >= most_connections) continue;  // closes it at once
        const int fd = socket.fd();
        try {
            prepare(socket);
            Connection& connection = connections_[fd];
            connection.socket = std::move(socket);
            ++stats_.accepted;
            ++stats_.open;
            enter(connection, State::reading, Clock::now() + config_.patience);
        } catch (const std::exception&) {  // the client has already closed, or there is no memory for it
            auto found = connections_.find(fd);
            if (found == connections_.end()) continue;
            close(found->second);
            connections_.erase(found);
        }
    }
}

// With Config::hold, requests wait until that many have gathered. Then all of them are answered, and the next ones
// gather.
void Site::hold_or_release(Connection& connection) {
    held_.insert(connection.socket.fd());
    wait_until(connection, State::waiting, Clock::now() + 30s);  // in case the others never come
    if (held_.size() < config_.hold) return;
    for (int fd : held_) answer_later(connections_.at(fd));
    held_.clear();
}

}  // namespace site
