// Exercise 05-2: a time-out that starts anew with every byte. (thirty minutes)
// receive_all gives each connection the same time for all that it brings, and so gives up an answer that comes slowly
// but steadily. Make it an idle time-out: a connection is given up when for so long it has brought nothing.
#include <doctest/doctest.h>
#include <poll.h>

#include <array>

#include "common/http.hpp"
#include "common/site/process.hpp"
#include "selector.hpp"

using namespace std::chrono_literals;

struct Connection {
    std::string name;
    Socket socket;
    Deadline deadline = {};
    std::string received = {};
    bool given_up = false;
};

// Receives from all at once until the other side closes. Returns the names in the order in which they ended.
std::vector<std::string> receive_all(std::vector<Connection>& connections, std::chrono::milliseconds patience) {
    Selector selector;
    std::vector<std::string> ended;
    auto end = [&](Connection& connection) {
        selector.unregister_fd(connection.socket.fd());
        connection.socket.close();
        ended.push_back(connection.name);
    };
    for (Connection& connection : connections) {
        connection.deadline = Clock::now() + patience;
        selector.register_fd(connection.socket.fd(), POLLIN, [&] {
            std::array<char, 4096> buffer;
            auto count = try_receive(connection.socket, buffer);
            if (!count) return;
            connection.received.append(buffer.data(), *count);  // TODO: and its deadline?
            if (*count == 0) end(connection);
        });
    }

    // TODO: this loop relies on something that is true while each has its time once and for all. What?
    std::size_t oldest = 0;
    while (ended.size() < connections.size()) {
        while (!connections[oldest].socket.is_open()) ++oldest;
        for (const Selector::Ready& ready : selector.select(connections[oldest].deadline))
            if (auto callback = selector.callback_of(ready)) callback();
        for (; oldest < connections.size() && connections[oldest].deadline <= Clock::now(); ++oldest) {
            if (!connections[oldest].socket.is_open()) continue;
            connections[oldest].given_up = true;
            end(connections[oldest]);
        }
    }
    return ended;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

Connection ask(const site::SiteProcess& practice, const std::string& name, const std::string& target) {
    Url url = parse_url(practice.url(target));
    Connection connection{name, connect_to(resolve(url.host, url.port), Clock::now() + 5s)};
    send_all(connection.socket, request_text(url), Clock::now() + 5s);
    return connection;
}

TEST_CASE("who brings something is waited for, who brings nothing is not, each for himself") {
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Connection> connections;
    connections.push_back(ask(practice, "drips", "/drip?ms=5&bytes=100"));  // a byte every 5 ms, for a second
    connections.push_back(ask(practice, "stalls", "/stall-body"));          // half a page, and then nothing
    connections.push_back(ask(practice, "quick", "/s?wd=1"));
    auto ended = receive_all(connections, 300ms);

    const Connection &drips = connections[0], &stalls = connections[1], &quick = connections[2];
    CHECK_MESSAGE((!quick.given_up && quick.received.ends_with("</html>\n")), "the quick page should come as before");
    CHECK_MESSAGE(!drips.given_up,
                  "expected the whole answer that came a byte every 5 ms; seen: given up after "
                      << drips.received.size() << " bytes, though it was never silent for 300 ms. "
                      << "Look at the callback: what does a byte that has come say about the deadline?");
    CHECK_MESSAGE((stalls.given_up && !stalls.received.empty()),
                  "expected that the connection which fell silent is given up, with what it had brought before");
    std::string order;
    for (const std::string& name : ended) order.append(name).append(" ");
    CHECK_MESSAGE(order == "quick stalls drips ",
                  "expected that they end in the order quick, stalls, drips; seen: "
                      << order << ". The silent one must not live for as long as another one is busy. Whose deadline "
                      << "is the next one? Is it still that of the connection which was begun first?");
}
