// Exercise 01-3: a connection for each host. (an hour)
// The kept connection of one_connection.cpp saves nothing when two hosts take turns: each time it is given up for the
// other. Below is a copy of it. Let it keep a connection for each host, but not more than `most` in all, for
// descriptors are few: the one that was used longest ago is closed first.
#include <doctest/doctest.h>

#include <optional>

#include "common/site/process.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

class KeptConnections {
public:
    explicit KeptConnections(std::size_t most) : most_(most) {}  // 1 or more

    Response get(const Url& url, Deadline deadline) {
        Socket socket = take(url.authority());
        if (socket.is_open() && is_quiet(socket)) {
            try {
                return ask(std::move(socket), url, deadline);
            } catch (const DeadlinePassed&) {
                throw;
            } catch (const std::exception&) {
                // Perhaps the server has closed it in the meantime: once more, on a new one.
            }
        }
        if (kept_.size() >= most_) kept_.erase(kept_.begin());  // before, so that there are never more than most_ open
        return ask(connect_to(resolve(url.host, url.port), deadline), url, deadline);
    }

private:
    struct Kept {
        std::string authority;
        Socket socket;
    };

    // A connection in use stands outside of the row, and afterwards at its end: so the row is always in the order of
    // the last use, and a failed connection is just not put back. The other way is a map from authority to a socket and
    // the time of its last use: better for a thousand hosts, where searching the row would be felt.
    Socket take(const std::string& authority) {
        for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
            if (kept->authority != authority) continue;
            Socket socket = std::move(kept->socket);
            kept_.erase(kept);
            return socket;
        }
        return Socket();
    }

    Response ask(Socket socket, const Url& url, Deadline deadline) {
        send_all(socket, request_text(url, true), deadline);
        Response response = receive_response(socket, deadline);
        if (response.keep_alive) kept_.push_back({url.authority(), std::move(socket)});
        return response;
    }

    std::size_t most_;
    std::vector<Kept> kept_;  // used longest ago first
};

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

void get(KeptConnections& connections, const site::SiteProcess& practice, const std::string& target = "/s?wd=1") {
    try {
        int status = connections.get(parse_url(practice.url(target)), Clock::now() + 5s).status;
        CHECK_MESSAGE(status == 200, "expected the page ", practice.url(target), ", seen status ", status);
    } catch (const std::exception& error) {
        FAIL_CHECK("expected the page ", practice.url(target), ", seen: ", error.what());
    }
}

TEST_CASE("two hosts take turns, and each needs one connection") {
    site::SiteProcess a({.delay = 0ms}), b({.delay = 0ms});
    KeptConnections connections(8);
    for (int turn = 0; turn < 10; ++turn)
        for (const site::SiteProcess* practice : {&a, &b}) get(connections, *practice);
    CHECK(a.stats().requests + b.stats().requests == 20);
    long accepted = a.stats().accepted + b.stats().accepted;
    CHECK_MESSAGE(accepted == 2, "expected 2 connections for 20 pages of two hosts, seen ", accepted,
                  ". What happens to the first host's connection when the second is asked?");
}

TEST_CASE("where two are kept, a third takes the place of the one used longest ago") {
    site::SiteProcess a({.delay = 0ms}), b({.delay = 0ms}), c({.delay = 0ms});
    KeptConnections connections(2);
    for (char host : std::string("abacacbcbab")) get(connections, host == 'a' ? a : host == 'b' ? b : c);
    long open = a.stats().open + b.stats().open + c.stats().open;
    CHECK_MESSAGE(open == 2, "expected 2 connections to be kept, seen ", open, " open ones");
    long to_a = a.stats().accepted, to_b = b.stats().accepted, to_c = c.stats().accepted;
    CHECK_MESSAGE((to_a == 2 && to_b == 2 && to_c == 1),
                  "asked were a, b, a, c, a, c, b, c, b, a, b: b goes for the first c, then a for b, then c for a. "
                  "Expected 2 connections to a, 2 to b, 1 to c; seen ",
                  to_a, ", ", to_b, ", ", to_c);
}

TEST_CASE("a connection that the server has closed is replaced, and the other host's is not touched") {
    site::SiteProcess a({.delay = 0ms});
    std::optional<site::SiteProcess> b(site::Config{.delay = 0ms});
    KeptConnections connections(2);
    for (const site::SiteProcess* practice : {&a, &*b}) get(connections, *practice);
    std::uint16_t port = b->port();
    b.emplace(site::Config{.port = port, .delay = 0ms});  // b ends, and begins anew under the same address
    for (const site::SiteProcess* practice : {&*b, &a, &*b}) get(connections, *practice);
    for (const char* target : {"/close", "/s?wd=1"}) get(connections, a, target);  // "/close" ends by closing
    CHECK_MESSAGE(b->stats().accepted == 1, "expected one new connection to b, seen ", b->stats().accepted);
    CHECK_MESSAGE(a.stats().accepted == 2, "expected 2 connections to a, until /close and after, seen ",
                  a.stats().accepted);
}
