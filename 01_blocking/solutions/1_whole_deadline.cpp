// Exercise 01-1: a deadline that a trickling server cannot defeat. (ten minutes)
// read_page means to give a page up after 200 ms, and gives them to every call anew. A server that sends a byte every
// 15 ms is never late for any of the calls, and keeps us for as long as it likes. Give the time to the whole page: one
// that is not there when it is over ends in DeadlinePassed, there and then.
#include <doctest/doctest.h>

#include <array>

#include "common/http.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"

using namespace std::chrono_literals;

Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    // A point in time, fixed before the first call that may sleep. The other way is to measure after each call how much
    // of the duration is left; this is the same sum, and done once.
    Deadline deadline = Clock::now() + timeout;
    Socket socket = connect_to(resolve(url.host, url.port), deadline);
    send_all(socket, request_text(url), deadline);
    ResponseParser parser;
    std::array<char, 4096> buffer;
    while (!parser.done()) {
        std::size_t count = receive(socket, buffer, deadline);
        parser.feed({buffer.data(), count});
    }
    return parser.take();
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

TEST_CASE("a page that trickles, but is there in time, is read as before") {
    site::SiteProcess practice({.delay = 0ms});
    Response response;
    CHECK_NOTHROW_MESSAGE(response = read_page(parse_url(practice.url("/drip?ms=1&bytes=100")), 8s),
                          "expected a page of some 200 bytes, for which there were 8 seconds");
    CHECK_MESSAGE(response.body.size() == 100, "expected its body of 100 bytes, seen ", response.body.size());
}

TEST_CASE("a server that trickles is given up when the time for the page is over") {
    site::SiteProcess practice({.delay = 0ms});
    auto start = Clock::now();
    bool gave_up = false;
    try {
        read_page(parse_url(practice.url("/drip?ms=15&bytes=100")), 200ms);  // some 200 bytes: three seconds
    } catch (const DeadlinePassed&) {
        gave_up = true;
    }
    REQUIRE_MESSAGE(gave_up,
                    "expected DeadlinePassed after 200 ms; seen: the whole page, three seconds later. Look at the "
                    "deadline that read_page gives to receive(): when is it computed?");
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
    CHECK_MESSAGE(took < 1500, "expected it to end after 200 ms; seen: it ended after ", took,
                  " ms. A deadline that is looked at when the page is there comes too late");
}
