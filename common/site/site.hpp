// The practice site: a single-threaded HTTP/1.1 server that can be crawled and measured, and that makes trouble on
// request. site.cpp listens and waits, connection.cpp handles one connection, answer.hpp finds the pages. One poll()
// waits for all sockets; a set of timers holds all times. The chapters use only Config and SiteProcess (process.hpp).
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
    std::uint16_t port = 0;  // 0: any free port
    std::string bind = "127.0.0.1";
    std::chrono::milliseconds delay{100};  // between a request and its answer ...
    std::chrono::milliseconds jitter{0};   // ... plus a random time up to this
    // If not 0, requests with a '?' are answered only when this many of them are in flight (or after 30 s).
    std::size_t hold = 0;
    std::size_t slow_one_in = 0;  // if not 0, one page in this many takes ten times the delay, always the same pages
    // N -> the trouble that replaces list page N (1 to 10) and search page /s?wd=N, such as "reset". See trouble.hpp.
    std::map<int, std::string> faults = {};
    std::chrono::milliseconds patience{30'000};  // for a client to send a request, or to take some of its answer
};

// The states of a connection: reading -> waiting -> answering -> reading ... -> closed.
enum class State {
    reading,    // a request
    waiting,    // until its answer is due
    answering,  // sending the answer
    silent,     // sending nothing (more), on purpose
    draining,   // refused; ignores what the client still sends, so that it can read the answer
    closed
};

struct Connection {
    Socket socket;
    State state = State::reading;
    Deadline due{};        // for the answer, or for its next byte
    std::string received;  // bytes of requests that were not answered yet
    Request request;
    Target target;
    Reply reply;
    std::string sending;
    std::size_t sent = 0;
    bool any_request = false;
    bool observer = false;    // has requested only /stats and /live, so it is not counted
    bool in_flight = false;   // counted in Stats::in_flight
    bool has_failed = false;  // the page failed; the next change of state reports it to /live
    Trail trail;
};

class Site {
public:
    // Binds and listens. Throws std::system_error ("bind 127.0.0.1:8250: Address already in use"), std::runtime_error
    // if the address cannot be resolved, and std::invalid_argument if a fault is unknown.
    explicit Site(Config config);

    std::uint16_t port() const { return port_; }
    std::string address() const;  // "http://127.0.0.1:8250"

    // Serves until stop_fd becomes readable or its other end is closed. No client can make it end.
    void run(int stop_fd);

private:
    // site.cpp: all connections
    void accept_all();
    void pass_on(int fd, bool ready);
    void hold_or_release(Connection& connection);

    // connection.cpp: one connection, up to its answer
    void enter(Connection& connection, State state, Deadline time);
    void show(Connection& connection, Phase phase);
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
    std::set<int> held_;  // waiting because of Config::hold
    std::minstd_rand chance_{2017};
    std::array<char, 16 * 1024> buffer_{};
};

}  // namespace site
