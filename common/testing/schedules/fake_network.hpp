// A network that is not there, for the loops of chapters 05 to 08: sockets, poll, select and the clock, all played by
// a generator of random numbers. Linked instead of common/socket.cpp (`make schedules`). Nothing in a loop is left to
// chance but what comes from the system. Where that comes from a seed, a run with a strange order of events is one of
// thousands a second, and can be had again by its number.
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

// There are ports 1 to 4, and each is what an address is elsewhere. A host has as many addresses as its name is long:
// the port asked for, and those after it.
inline constexpr std::uint16_t last_port = 4;
std::vector<std::uint16_t> ports_of(const std::string& host, std::uint16_t port);

// What becomes of a connection to a port.
enum class Way { open, refused, silent, unreachable };

// What a server does with the request for a page: it reads so much of it, and if that was all of it, it answers.
struct Script {
    enum class After { stays_open, closes, resets };
    std::string answer = {};
    std::string stray = {};  // comes after it, though nobody has asked
    After after = After::stays_open;
    std::size_t reads = std::numeric_limits<std::size_t>::max();
};

struct Connection {
    enum class State { closed, connecting, refused, connected };
    State state = State::closed;
    Way way = Way::open;
    bool is_known = false;                     // the program has looked how connecting went
    std::size_t window = 0;                    // bytes that the system would take just now
    const Script* script = nullptr;            // for the request that is being sent
    std::string request = {};                  // so far
    std::string coming = {};                   // on its way to the program
    std::string stray = {};                    // and what would come then
    std::string here = {};                     // it can be received
    std::optional<Script::After> ending = {};  // when all has come
    bool peer_closed = false, was_reset = false, has_failed = false;
};

// One at a time: while it lives, all sockets are its own.
class Network {
public:
    explicit Network(std::uint32_t seed);
    ~Network();
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    std::map<std::uint16_t, Way> ports;      // those that are not here are open
    std::map<std::string, Script> pages;     // by target
    std::chrono::microseconds step_time{1};  // at most; what happens takes time

    std::size_t open_sockets() const;
    const std::string& complaint() const { return complaint_; }  // the first thing that no program should have done
    long polls() const { return polls_; }

    // --- For the functions of socket.hpp -------------------------------------------------------------------

    static constexpr int first_fd = 100;  // smaller ones are the system's own
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
