// The practice site: a single-threaded HTTP/1.1 server to crawl, to measure and to be troubled by.
// site.cpp listens and waits, connection.cpp is the life of one connection, answer.hpp knows the pages. There is one
// poll() for all; a connection waiting for a time is in a set of timers. No chapter needs to know more of it than
// Config and SiteProcess (process.hpp).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>

#include "common/site/live/live.hpp"
#include "common/site/reply.hpp"
#include "common/site/request.hpp"
#include "common/site/stats.hpp"
#include "common/site/target.hpp"
#include "common/site/watch.hpp"
#include "common/socket.hpp"

namespace site {

struct Config {
    std::uint16_t port = 0;  // 0: a free one
    std::string bind = "127.0.0.1";
    std::chrono::milliseconds delay{100};  // from the request to its answer ...
    std::chrono::milliseconds jitter{0};   // ... and up to so much more, by chance
    // Not 0: requests with a '?' are answered only when so many of them are in flight at once (or after 30 s).
    std::size_t hold = 0;
    std::size_t slow_one_in = 0;  // not 0: one page in so many takes ten times the delay, always the same ones
    // List page (1 to 10) -> the trouble that stands in its place: "reset". See trouble.hpp.
    std::map<int, std::string> faults = {};
    std::chrono::milliseconds patience{30'000};  // with a client: to send a request, or to take some of its answer
};

// A client's connection goes reading -> waiting -> answering -> reading ... -> closed.
enum class State {
    reading,    // for the rest of a request
    waiting,    // has its request; its answer is not due yet
    answering,  // its answer is being sent
    silent,     // gets no (more) answer, on purpose
    draining,   // was refused; what it still sends is thrown away, so that it can read why
    closed
};

struct Connection {
    Socket socket;
    State state = State::reading;
    Deadline due{};        // of its answer, or of the answer's next byte, while it waits for the clock
    std::string received;  // and not yet answered
    Request request;
    Target target;
    Reply reply;
    std::string sending;
    std::size_t sent = 0;
    bool any_request = false;
    bool observer = false;    // has asked for nothing but /stats and /live: it is not counted
    bool in_flight = false;   // counted so
    bool has_failed = false;  // its page has; the next change of state tells /live
    Trail trail;
};

class Site {
public:
    // Binds and listens. Throws std::system_error ("bind 127.0.0.1:8250: Address already in use"),
    // std::invalid_argument when a fault is none.
    explicit Site(Config config);

    std::uint16_t port() const { return port_; }
    std::string address() const;  // "http://127.0.0.1:8250"

    // Serves until stop_fd turns readable or its other end is closed. No client can end it.
    void run(int stop_fd);

private:
    // site.cpp: everybody
    void accept_all();
    void pass_on(int fd, bool ready);
    void hold_or_release(Connection& connection);

    // connection.cpp: one connection, up to its answer
    void enter(Connection& connection, State state, Deadline time);
    void wait_until(Connection& connection, State state, Deadline due);
    void on_ready(Connection& connection);
    void on_due(Connection& connection);
    void receive_more(Connection& connection);
    void take_request(Connection& connection);
    void accept_request(Connection& connection);
    void answer_later(Connection& connection);
    void refuse(Connection& connection, int status, const std::string& why);
    void close(Connection& connection);

    // answering.cpp: its answer
    void begin_answer(Connection& connection);
    Reply choose_reply(const Connection& connection);
    void send_more(Connection& connection);
    bool send_piece(Connection& connection);
    void finish_answer(Connection& connection);
    void no_longer_in_flight(Connection& connection);

    Config config_;
    std::uint16_t port_ = 0;
    Socket listener_;
    Watch watch_;
    Stats stats_;
    Live live_;
    std::unordered_map<int, Connection> connections_;
    std::set<int> held_;  // by Config::hold
    std::minstd_rand chance_{2017};
    std::array<char, 16 * 1024> buffer_{};
};

}  // namespace site
