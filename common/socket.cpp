#include "common/socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#ifndef MSG_NOSIGNAL  // macOS before 2024 has SO_NOSIGPIPE instead: see set_non_blocking
#define MSG_NOSIGNAL 0
#endif

namespace {

[[noreturn]] void throw_errno(std::string during, int error = errno) {
    rlimit limit{};
    if (error == EMFILE && ::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        during += " (the limit is " + std::to_string(limit.rlim_cur) + " descriptors: ulimit -n)";
    throw std::system_error(error, std::generic_category(), during);
}

// Takes what send() or recv() returned. Returns the number of bytes, or no value if the caller should try again when
// the socket is ready: the call would have blocked (POSIX allows two numbers for that), or a signal came first.
std::optional<std::size_t> byte_count(ssize_t returned, const char* during) {
    if (returned >= 0) return static_cast<std::size_t>(returned);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return std::nullopt;
    throw_errno(during);
}

// This only asks the routing table: connecting a datagram socket sends nothing.
bool has_way_to(const Address& address) {
    Socket probe(::socket(address.get()->sa_family, SOCK_DGRAM, 0));
    if (!probe.is_open() && errno == EMFILE) return true;  // nobody knows
    return ::connect(probe.fd(), address.get(), address.size) == 0;
}

}  // namespace

void Socket::close() {
    if (fd_ < 0) return;
    if (socket_observer) socket_observer->closing(fd_);
    ::close(std::exchange(fd_, -1));  // not again after EINTR: the number may already belong to another socket
}

void set_non_blocking(int fd) {
    int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || ::fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        throw_errno("fcntl");
#ifdef SO_NOSIGPIPE
    int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

std::size_t allow_many_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) < 0) return 0;
    const rlim_t most_in_macos = 10'240;  // if there is no hard limit
    for (rlim_t wanted : {limit.rlim_max, std::max(limit.rlim_cur, most_in_macos)})
        if (const rlimit raised{wanted, limit.rlim_max}; ::setrlimit(RLIMIT_NOFILE, &raised) == 0) return wanted;
    return limit.rlim_cur;
}

std::vector<Address> resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (error != 0) throw std::runtime_error(std::string("resolve: ") + ::gai_strerror(error));
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);

    std::vector<Address> addresses;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        Address address;
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.size = entry->ai_addrlen;
        if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) addresses.push_back(address);
    }
    while (addresses.size() > 1 && !has_way_to(addresses.back())) addresses.pop_back();  // the worst come last
    return addresses;
}

Socket start_connect(const Address& address) {
#ifdef SOCK_NONBLOCK  // saves three calls (POSIX 2024 `socket`); macOS does not have it
    Socket socket(::socket(address.get()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) throw_errno("socket");
#else
    Socket socket(::socket(address.get()->sa_family, SOCK_STREAM, 0));
    if (!socket.is_open()) throw_errno("socket");
    set_non_blocking(socket.fd());
#endif
    if (socket_observer) socket_observer->connecting(socket.fd());
    // EINPROGRESS is normal. The attempt also continues after EINTR (POSIX `connect`): a second call returns EALREADY.
    if (::connect(socket.fd(), address.get(), address.size) < 0 && errno != EINPROGRESS && errno != EINTR)
        throw_errno("connect");
    return socket;
}

// Writable does not mean connected: a refused connection becomes writable too. Only SO_ERROR tells them apart.
void finish_connect(const Socket& socket) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) < 0) throw_errno("connect");
    if (error != 0) throw_errno("connect", error);
}

std::optional<std::size_t> try_send(const Socket& socket, std::string_view bytes) {
    // MSG_NOSIGNAL: writing to a closed connection must return an error (EPIPE), not kill the process (SIGPIPE).
    auto sent = byte_count(::send(socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL), "send");
    if (sent && socket_observer) socket_observer->sent(socket.fd(), bytes);
    return sent;
}

std::optional<std::size_t> try_receive(const Socket& socket, std::span<char> buffer) {
    auto received = byte_count(::recv(socket.fd(), buffer.data(), buffer.size(), 0), "receive");
    if (received && socket_observer) socket_observer->received(socket.fd(), *received);
    return received;
}

bool is_quiet(const Socket& socket) {
    char byte;
    return ::recv(socket.fd(), &byte, 1, 0) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void wait_until_ready(const Socket& socket, short events, Deadline deadline, const char* during) {
    pollfd entry{socket.fd(), events, 0};
    for (;;) {
        auto remaining = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (remaining <= 0) throw DeadlinePassed(during);
        int ready = ::poll(&entry, 1, static_cast<int>(std::min<decltype(remaining)>(remaining, 60'000)));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) throw_errno("poll");
    }
}

Socket connect_to(std::span<const Address> addresses, Deadline deadline) {
    for (;; addresses = addresses.subspan(1)) {
        try {
            Socket socket = start_connect(addresses.front());
            // An equal share of the remaining time: otherwise a silent address would use it all.
            const Deadline now = Clock::now(), share = now + (deadline - now) / std::ssize(addresses);
            wait_until_ready(socket, POLLOUT, share, "connect");
            finish_connect(socket);
            return socket;
        } catch (const std::exception&) {
            if (addresses.size() == 1) throw;
        }
    }
}

void send_all(const Socket& socket, std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        if (auto sent = try_send(socket, bytes)) bytes.remove_prefix(*sent);  // perhaps not all of them
        else wait_until_ready(socket, POLLOUT, deadline, "send");
    }
}

std::size_t receive(const Socket& socket, std::span<char> buffer, Deadline deadline) {
    for (;;) {
        // Check the deadline first: with a server that trickles, the socket is always ready and poll() never times out.
        if (Clock::now() >= deadline) throw DeadlinePassed("receive");
        if (auto received = try_receive(socket, buffer)) return *received;
        wait_until_ready(socket, POLLIN, deadline, "receive");
    }
}

std::pair<Socket, Socket> socket_pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) throw_errno("socketpair");
    std::pair<Socket, Socket> pair(ends[0], ends[1]);
    for (int end : ends) set_non_blocking(end);
    return pair;
}
