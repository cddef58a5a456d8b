// The life of one connection: reading, waiting, answering, and again, until it is closed. See site.hpp.
// answering.cpp sends the answers. Nothing here sleeps. Each function does what it can now, calls `enter` to say which
// event or time the connection waits for next, and returns.
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <new>
#include <utility>

#include "common/site/content.hpp"
#include "common/site/html.hpp"
#include "common/site/site.hpp"
#include "common/site/trouble.hpp"

namespace site {

namespace {

using namespace std::chrono_literals;

// These requests only observe the site: they are neither counted nor shown.
bool only_observes(const Target& target) {
    return target.path == "/stats" || target.path == "/stats/reset" || target.path == "/live" ||
           target.path == "/live/events";
}

// True if the client has closed. (Unread bytes are its next request.)
bool has_gone(const Socket& socket) {
    char byte;
    ssize_t received = ::recv(socket.fd(), &byte, 1, MSG_PEEK);
    return received == 0 || (received < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

Phase phase_in(State state) {
    if (state == State::waiting || state == State::silent) return Phase::waiting;
    if (state == State::answering) return Phase::sending;
    return state == State::closed ? Phase::closed : Phase::idle;
}

}  // namespace

// The only function that changes a connection's state.
void Site::enter(Connection& connection, State state, Deadline time) {
    if (state != connection.state && !only_observes(connection.target)) show(connection, phase_in(state));
    connection.state = state;
    short events = POLLIN;
    if (state == State::waiting) events = 0;
    if (state == State::answering) events = connection.reply.drip ? 0 : POLLOUT;
    if (state == State::closed) watch_.forget(connection.socket.fd());
    else watch_.set(connection.socket.fd(), events, time);
}

// Tells /live. If there is no memory for it, the picture lacks a piece.
void Site::show(Connection& connection, Phase phase) try {
    connection.trail.program = connection.request.program;
    auto tell = [&, now = Clock::now()](Phase its_phase) {
        live_.change(connection.trail, its_phase, connection.request.target, stats_.in_flight, now);
    };
    if (std::exchange(connection.has_failed, false)) tell(Phase::failed);
    tell(phase);
} catch (const std::bad_alloc&) {}

// A connection that waits for a time is not in the poll set, so ten thousand of them cost nothing. Once a second,
// on_due checks whether its client has closed.
void Site::wait_until(Connection& connection, State state, Deadline due) {
    connection.due = due;
    enter(connection, state, std::min(due, Clock::now() + 1s));
}

void Site::on_ready(Connection& connection) {
    if (connection.state == State::answering) send_more(connection);
    else receive_more(connection);
}

void Site::on_due(Connection& connection) {
    const bool drips = connection.state == State::answering && connection.reply.drip;
    const bool waits = connection.state == State::waiting || drips;
    const bool still_waits = waits && Clock::now() < connection.due;
    if (!waits) close(connection);  // the time for this state is over
    else if (still_waits && has_gone(connection.socket)) close(connection);
    else if (still_waits) wait_until(connection, connection.state, connection.due);
    else if (drips) send_more(connection);
    else begin_answer(connection);
}

void Site::receive_more(Connection& connection) {
    auto received = try_receive(connection.socket, buffer_);
    if (!received) return;
    if (*received == 0) return close(connection);
    if (connection.state != State::reading) return;  // silent or draining: ignore it
    connection.received.append(buffer_.data(), *received);
    take_request(connection);
}

// A client may send its next request before it has its answer (pipelining), so the rest stays in `received`.
void Site::take_request(Connection& connection) {
    ParsedRequest parsed = parse_request(connection.received);
    if (parsed.result == Parsing::incomplete) return;
    if (parsed.result == Parsing::malformed) return refuse(connection, 400, parsed.problem);
    if (parsed.result == Parsing::has_body) return refuse(connection, 413, "this site accepts no request bodies");
    if (parsed.result == Parsing::header_too_large) return refuse(connection, 431, "the header is longer than 16 KiB");
    connection.received.erase(0, parsed.size);
    connection.request = std::move(parsed.request);
    connection.target = parse_target(connection.request.target);
    accept_request(connection);
}

void Site::accept_request(Connection& connection) {
    bool observes = only_observes(connection.target);
    if (!connection.any_request && observes) {  // accept_all counted it as a client
        connection.observer = true;
        stats_.accepted = std::max(0L, stats_.accepted - 1);
        --stats_.open;
    } else if (connection.observer && !observes) {  // a browser reuses its connection
        connection.observer = false;
        connection.trail.phase = Phase::idle;
        ++stats_.accepted;
        ++stats_.open;
    }
    connection.any_request = true;
    if (!observes) {
        connection.in_flight = true;  // before the count, which may throw: then close() takes it back
        stats_.request_received(connection.request.target);
    }
    const std::optional<int> list = list_page_number(connection.target);
    const std::optional<int> number = list ? list : search_page_number(connection.target);
    const auto fault = number ? config_.faults.find(*number) : config_.faults.end();
    if (fault != config_.faults.end()) {
        connection.target = parse_target("/" + fault->second);
        connection.target.parameters.emplace(list ? "page" : "wd", std::to_string(fault->first));
    }
    bool at_once = observes || (connection.request.method != "GET" && connection.request.method != "HEAD");
    if (at_once) return wait_until(connection, State::waiting, Clock::now());
    if (config_.hold > 0 && connection.in_flight && connection.request.target.find('?') != std::string::npos)
        return hold_or_release(connection);
    answer_later(connection);
}

void Site::answer_later(Connection& connection) {
    std::uniform_int_distribution<std::int64_t> up_to_jitter(0, std::max<std::int64_t>(0, config_.jitter.count()));
    auto wait = config_.delay + std::chrono::milliseconds(up_to_jitter(chance_)) + extra_wait(connection.target);
    const std::string& target = connection.request.target;
    if (config_.slow_one_in > 0 && std::hash<std::string>{}(target) % config_.slow_one_in == 0)
        wait += 9 * config_.delay;
    wait_until(connection, State::waiting, Clock::now() + wait);
}

// Answers with the reason, then closes: we cannot know where a bad request ends.
void Site::refuse(Connection& connection, int status, const std::string& why) {
    connection.received.clear();
    connection.reply = make_reply(status, escape_html(why) + "\n", plain_text);
    connection.reply.ending = Ending::refuse;
    connection.sending = render(connection.reply, false, false);
    connection.sent = 0;
    enter(connection, State::answering, Clock::now() + config_.patience);
}

// pass_on erases the object later, when nothing refers to it any more.
void Site::close(Connection& connection) {
    connection.has_failed |= connection.in_flight;  // the client closed before the end of its answer
    no_longer_in_flight(connection);
    held_.erase(connection.socket.fd());
    if (!connection.observer) --stats_.open;
    enter(connection, State::closed, never);
    connection.socket.close();
}

}  // namespace site
