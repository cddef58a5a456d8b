// The checks of exercise 05-1. There is nothing to edit here.
#include "1_never_sleeps.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "common/site/process.hpp"

using namespace std::chrono_literals;

// Lets the loop turn once, and returns how many callbacks it has called.
int turn(Selector& selector, Deadline until) {
    int calls = 0;
    for (const Selector::Ready& ready : selector.select(until))
        if (auto callback = selector.callback_of(ready)) callback(), ++calls;
    return calls;
}

TEST_CASE("while the server works on its answer, the loop sleeps") {
    site::SiteProcess practice({.delay = 200ms});
    Url url = parse_url(practice.url("/s?wd=1"));
    std::string request = request_text(url);
    Selector selector;
    Deadline end = Clock::now() + 3s;
    Exchange exchange{selector, connect_to(resolve(url.host, url.port), end), request};
    exchange.begin();
    int calls = 0;
    while (!exchange.parser.done() && Clock::now() < end) calls += turn(selector, end);
    CHECK_MESSAGE(exchange.parser.done(), "expected the page within 3 s; seen: no page, after "
                                              << calls
                                              << " calls. Has everything been sent? Is the socket registered?");
    CHECK_MESSAGE(calls <= 20,
                  "expected a few calls, to send and to receive the page piece by piece; seen: "
                      << calls << ". Which of POLLIN and POLLOUT is the socket registered for after the "
                      << "request has been sent? A writable socket is ready at once, so the loop cannot sleep");
}

TEST_CASE("a request that does not fit into the send buffer is sent in pieces, and the loop sleeps in between") {
    auto [ours, server] = socket_pair();
    const std::string request(4'000'000, 'x');
    Selector selector;
    Exchange exchange{selector, std::move(ours), request};
    exchange.begin();
    std::size_t arrived = 0, quiet = 0;
    std::vector<char> buffer(64 * 1024);
    while (arrived < request.size() && quiet < 10) {
        while (turn(selector, Clock::now()) > 0 && !exchange.rest.empty()) continue;  // until it waits for the server
        std::size_t before = arrived;
        while (std::size_t count = try_receive(server, buffer).value_or(0)) arrived += count;
        quiet = arrived == before ? quiet + 1 : 0;
    }
    CHECK_MESSAGE(arrived == request.size(), "expected " << request.size() << " bytes at the server; seen: " << arrived
                                                         << ". try_send may take only a part: which call sends the "
                                                         << "rest, and what must happen first?");
    CHECK_MESSAGE(turn(selector, Clock::now() + 50ms) == 0,
                  "expected no call while the server is silent; seen: one. What wakes us besides a response?");
}
