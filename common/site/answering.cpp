// The second half of a connection's life: choosing its answer and sending it, as fast as the client takes it.
// connection.cpp is the first half. Bytes that do not fit into the kernel's buffer stay in `sending` until the socket
// is writable again.
#include <sys/socket.h>

#include <algorithm>

#include "common/site/answer.hpp"
#include "common/site/content.hpp"
#include "common/site/site.hpp"

namespace site {

namespace {

using namespace std::chrono_literals;

constexpr auto stall_limit = 60s;  // a client must give up on a stalled answer within this time
constexpr auto drain_limit = 2s;
constexpr std::size_t piece = 64 * 1024;  // an answer with filler is made and sent in pieces
constexpr int pieces_a_turn = 4;          // then the other connections have their turn

bool all_sent(const Connection& connection) {
    return connection.sent == connection.sending.size() && connection.reply.filler_bytes == 0;
}

}  // namespace

void Site::begin_answer(Connection& connection) {
    held_.erase(connection.socket.fd());
    connection.reply = choose_reply(connection);
    connection.sending = render(connection.reply, connection.request.method == "HEAD", connection.request.keep_alive);
    connection.sent = 0;
    enter(connection, State::answering, Clock::now() + config_.patience);
    send_more(connection);
}

Reply Site::choose_reply(const Connection& connection) {
    const std::string& method = connection.request.method;
    if (method != "GET" && method != "HEAD")
        return make_reply(405, "only GET and HEAD\n", plain_text, "Allow: GET, HEAD\r\n");
    if (connection.target.path == "/stats") return make_reply(200, to_json(stats_), "application/json");
    if (connection.target.path == "/stats/reset") {
        stats_.start_anew();
        return make_reply(200, "ok\n", plain_text);
    }
    if (connection.target.path == "/live") return make_reply(200, std::string(live_page()));
    if (connection.target.path == "/live/events") {
        auto since = parse_number(connection.target.parameter("since")).value_or(0);
        return make_reply(200, live_.to_json(static_cast<long>(since), Clock::now()), "application/json");
    }
    return answer(connection.target);
}

void Site::send_more(Connection& connection) {
    const bool drips = connection.reply.drip.has_value();
    for (int i = 0; i < (drips ? 1 : pieces_a_turn) && !all_sent(connection); ++i) {
        if (!send_piece(connection)) break;
    }
    if (all_sent(connection)) return finish_answer(connection);
    if (drips) return wait_until(connection, State::answering, Clock::now() + *connection.reply.drip);
    enter(connection, State::answering, Clock::now() + config_.patience);
}

// Sends what the kernel takes. Returns false if it takes nothing now.
bool Site::send_piece(Connection& connection) {
    Reply& reply = connection.reply;
    if (connection.sent == connection.sending.size()) {  // make more filler
        connection.sending.clear();
        connection.sent = 0;
        while (connection.sending.size() < piece) connection.sending += reply.filler;
        if (connection.sending.size() > reply.filler_bytes)
            connection.sending.resize(static_cast<std::size_t>(reply.filler_bytes));
        reply.filler_bytes -= connection.sending.size();
    }
    std::string_view rest = std::string_view(connection.sending).substr(connection.sent);
    auto sent = try_send(connection.socket, reply.drip ? rest.substr(0, 1) : rest);
    connection.sent += sent.value_or(0);
    return sent.has_value();
}

void Site::finish_answer(Connection& connection) {
    const Ending ending = connection.reply.ending;
    const Clock::time_point now = Clock::now();
    if (ending == Ending::silence) return enter(connection, State::silent, now + stall_limit);
    no_longer_in_flight(connection);
    connection.has_failed = !connection.reply.is_good;
    connection.reply = {};
    connection.sending = {};
    connection.sent = 0;
    if (ending == Ending::refuse) {
        // close() with unread bytes sends a reset, which may overtake the answer: read what the client still sends.
        ::shutdown(connection.socket.fd(), SHUT_WR);
        return enter(connection, State::draining, now + drain_limit);
    }
    if (ending == Ending::reset) {
        linger no_time{1, 0};  // the documented way to make close() send a TCP reset
        ::setsockopt(connection.socket.fd(), SOL_SOCKET, SO_LINGER, &no_time, sizeof no_time);
    }
    // The whole request has been read, so a plain close() sends no reset.
    if (ending != Ending::keep) return close(connection);
    enter(connection, State::reading, now + config_.patience);
    if (!connection.received.empty()) take_request(connection);
}

void Site::no_longer_in_flight(Connection& connection) {
    if (connection.in_flight) --stats_.in_flight;
    connection.in_flight = false;
}

}  // namespace site
