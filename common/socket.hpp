// A TCP connection: Socket owns the descriptor, and the functions connect, send and receive.
// Every socket is non-blocking. The `try_...` functions return at once. The blocking functions are built on them: try,
// and if the call would block, sleep in poll() until this one socket is ready. Chapters 01 to 04 sleep like that. From
// chapter 05 on, one loop sleeps for all sockets together, so it calls only functions that return at once.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

using Clock = std::chrono::steady_clock;  // monotonic: setting the system's clock does not move a deadline
using Deadline = Clock::time_point;

// Thrown when a deadline passes. what() names the call: "receive: the deadline passed".
// Every other failure is a std::system_error, such as "connect: Connection refused".
struct DeadlinePassed : std::runtime_error {
    explicit DeadlinePassed(const std::string& during) : std::runtime_error(during + ": the deadline passed") {}
};

// Owns a descriptor (a socket, or one end of a socket pair) and closes it exactly once.
class Socket {
public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        Socket old(std::exchange(fd_, std::exchange(other.fd_, -1)));  // closes the one we had
        return *this;
    }
    ~Socket() { close(); }

    int fd() const { return fd_; }  // -1 when it owns nothing
    bool is_open() const { return fd_ >= 0; }
    void close();

private:
    int fd_ = -1;
};

struct Address {
    sockaddr_in6 storage{};  // or a sockaddr_in, which is smaller (sockaddr_storage would take 128 bytes)
    socklen_t size = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    bool operator==(const Address& other) const { return std::memcmp(&storage, &other.storage, sizeof storage) == 0; }
};

// Looks up a name or a numeric address. Blocks, because POSIX offers nothing but getaddrinfo.
// Returns at least one address, the best first (RFC 6724). If there are several, the last ones are left out when this
// machine has no route to them. Throws std::runtime_error: "resolve: Name or service not known".
std::vector<Address> resolve(const std::string& host, std::uint16_t port);

// --- These return at once --------------------------------------------------------------------------
Socket start_connect(const Address& address);  // call finish_connect when the socket becomes writable
void finish_connect(const Socket& socket);     // throws the reason if the connection failed (SO_ERROR)
// Return the number of bytes sent or received. Without a value: the call would block, so wait until the socket is
// writable or readable. try_receive returns 0 when the other side has closed. Both throw std::system_error.
std::optional<std::size_t> try_send(const Socket& socket, std::string_view bytes);
std::optional<std::size_t> try_receive(const Socket& socket, std::span<char> buffer);

// False if the server has closed a kept connection or has sent bytes that no request asked for. Such a connection must
// not be used again: those bytes would be read as the next response (RFC 9112 section 6.3).
bool is_quiet(const Socket& socket);

// --- These sleep until they are done, or throw DeadlinePassed --------------------------------------
// Tries the addresses in order. Throws what the last one threw.
Socket connect_to(std::span<const Address> addresses, Deadline deadline);
void send_all(const Socket& socket, std::string_view bytes, Deadline deadline);
std::size_t receive(const Socket& socket, std::span<char> buffer, Deadline deadline);  // 0: the other side closed

// Sleeps until the socket is ready for `events` (POLLIN, POLLOUT) or has failed.
void wait_until_ready(const Socket& socket, short events, Deadline deadline, const char* during);

// --- Descriptors -----------------------------------------------------------------------------------
// Raises the soft limit, often 256 or 1024, to the hard limit. Returns the limit now in force, 0 if it is unknown.
std::size_t allow_many_descriptors();
std::pair<Socket, Socket> socket_pair();  // the two ends of a connection inside this machine (POSIX `socketpair`)
// Also sets close-on-exec, and turns SIGPIPE off if send() has no MSG_NOSIGNAL.
void set_non_blocking(int fd);

// If one is set, it hears what every socket does. `--trace` uses it.
struct SocketObserver {
    virtual void connecting(int fd) = 0;
    virtual void sent(int fd, std::string_view bytes) = 0;
    virtual void received(int fd, std::size_t bytes) = 0;
    virtual void closing(int fd) = 0;

protected:
    ~SocketObserver() = default;
};
inline SocketObserver* socket_observer = nullptr;
