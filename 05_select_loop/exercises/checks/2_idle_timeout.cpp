// The checks of exercise 05-2. There is nothing to edit here.
#include "2_idle_timeout.hpp"

#include <doctest/doctest.h>

#include <ctime>

#include "common/http.hpp"
#include "common/site/process.hpp"

using namespace std::chrono_literals;

Connection ask(const site::SiteProcess& practice, const std::string& name, const std::string& target) {
    Url url = parse_url(practice.url(target));
    Connection connection{name, connect_to(resolve(url.host, url.port), Clock::now() + 5s)};
    send_all(connection.socket, request_text(url), Clock::now() + 5s);
    return connection;
}

TEST_CASE("a connection that receives something is kept, and a silent one is given up") {
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Connection> connections;
    connections.push_back(ask(practice, "drips", "/drip?ms=5&bytes=100"));  // a byte every 5 ms, for a second
    connections.push_back(ask(practice, "stalls", "/stall-body"));          // half a page, then nothing
    connections.push_back(ask(practice, "quick", "/s?wd=1"));
    const auto start = Clock::now();
    const std::clock_t processor = std::clock();
    auto ended = receive_all(connections, 300ms);
    const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();

    const Connection &drips = connections[0], &stalls = connections[1], &quick = connections[2];
    CHECK_MESSAGE((!quick.given_up && quick.received.ends_with("</html>\n")), "the quick page should arrive as before");
    CHECK_MESSAGE(!drips.given_up,
                  "expected the complete response, one byte every 5 ms; seen: given up after "
                      << drips.received.size() << " bytes, though it was never silent for 300 ms. "
                      << "Look at the callback: what does each byte that arrives change about the deadline?");
    CHECK_MESSAGE((stalls.given_up && !stalls.received.empty()),
                  "expected that the silent connection is given up, and that what arrived before is kept");
    std::string order;
    for (const std::string& name : ended) order.append(name).append(" ");
    CHECK_MESSAGE(order == "quick stalls drips ",
                  "expected them to end in the order quick, stalls, drips; seen: "
                      << order << ". The silent one must not be kept alive by a busy one. Whose deadline "
                      << "comes next? Is it still that of the first connection?");
    CHECK_MESSAGE(busy < seconds / 10, "expected a loop that sleeps until a byte arrives or a deadline passes; seen: "
                                           << busy << " seconds of work in " << seconds
                                           << ". Until when may select sleep if no byte arrives?");
}
