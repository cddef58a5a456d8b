// A fake network for the loops of chapters 05 to 08: a random generator controls sockets, poll, select and the clock.
// `make schedules` links it instead of common/socket.cpp. In a loop, only what the system does is random. If a seed
// decides that, thousands of strange orders of events run in a second, and each can be repeated by its seed.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/socket.hpp"

namespace fake {

inline const std::string unknown_host = "nowhere";
inline std::size_t most_sockets = std::numeric_limits<std::size_t>::max();  // with more, socket() fails

// There are ports 1 to 4, and each plays the part of an address. A host has as many addresses as its name has letters:
// the port of the URL, and those after it.
inline constexpr std::uint16_t last_port = 4;
std::vector<std::uint16_t> ports_of(const std::string& host, std::uint16_t port);

// What happens to a connection to a port.
enum class Way { open, refused, silent, unreachable };

// What a server does with the request for a page: it reads part of it or all of it, and if it was all, it answers.
struct Script {
    enum class After { stays_open, closes, resets };
    std::string answer = {};
    std::string stray = {};  // sent after it, without a request
    After after = After::stays_open;
    std::size_t reads = std::numeric_limits<std::size_t>::max();
};

struct Connection {
    enum class State { closed, connecting, refused, connected };
    State state = State::closed;
    Way way = Way::open;
    bool is_known = false;                     // the program knows whether it is connected
    std::size_t window = 0;                    // bytes that the system takes now
    const Script* script = nullptr;            // for the current request
    std::string request = {};                  // received so far
    std::string coming = {};                   // bytes on their way to the program
    std::string stray = {};                    // bytes that follow them
    std::string here = {};                     // bytes that can be received
    std::optional<Script::After> ending = {};  // what happens after all bytes
    bool peer_closed = false, was_reset = false, has_failed = false;
};

// Only one at a time: while it lives, it owns all sockets.
class Network {
public:
    explicit Network(std::uint32_t seed);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    std::map<std::uint16_t, Way> ports;      // ports that are not listed are open
    std::map<std::string, Script> pages;     // by target
    std::chrono::microseconds step_time{1};  // the longest time that one step takes

    std::size_t open_sockets() const;
    const std::string& complaint() const { return complaint_; }  // the first wrong thing that the program did, or ""
    long polls() const { return polls_; }

    // --- For the functions of socket.hpp -------------------------------------------------------------------

    static constexpr int first_fd = 100;  // smaller numbers are real descriptors
    void complain(const std::string& what);
    Connection& at(int fd);
    int connect(std::uint16_t port);
    void close(int fd);
    std::optional<std::size_t> send(int fd, std::string_view bytes);
    std::optional<std::size_t> receive(int fd, std::span<char> buffer);
    int poll(pollfd* entries, std::size_t count, int milliseconds);

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }  // 0 .. bound - 1
    bool one_in(std::size_t n) { return below(n) == 0; }
    bool is_pending(const Connection& connection) const;
    short readiness(int fd, short events);
    bool step();
    void happen(Connection& connection);
    void answer(Connection& connection);

    std::minstd_rand random_;
    std::vector<Connection> connections_;
    std::string complaint_;
    long polls_ = 0;
};

}  // namespace fake
