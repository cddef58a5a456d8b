// Exercise 01-1: a deadline that a trickling server cannot defeat. (ten minutes)
// read_page gives every call of receive() its own 200 ms. A server that sends one byte every 10 ms is never late for
// any of them, and keeps us for as long as it likes. Give the 200 ms to the whole page: then it ends in DeadlinePassed.
#include <doctest/doctest.h>

#include <array>

#include "common/http.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"

using namespace std::chrono_literals;

Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    Deadline deadline = Clock::now() + timeout;
    Socket socket = connect_to(resolve(url.host, url.port), deadline);
    send_all(socket, request_text(url), deadline);
    ResponseParser parser;
    std::array<char, 4096> buffer;
    while (!parser.done()) {
        std::size_t count = receive(socket, buffer, deadline);
        if (count == 0) parser.finish();
        else parser.feed({buffer.data(), count});
    }
    return parser.take();
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

TEST_CASE("a page that comes at once is read as before") {
    site::SiteProcess practice({.delay = 0ms});
    CHECK(read_page(parse_url(practice.url("/s?wd=1")), 5s).status == 200);
}

TEST_CASE("a server that trickles is given up when the time for the page is over") {
    site::SiteProcess practice({.delay = 0ms});
    bool gave_up = false;
    try {
        read_page(parse_url(practice.url("/drip?ms=10&bytes=100")), 200ms);  // some 200 bytes, so 2 seconds
    } catch (const DeadlinePassed&) {
        gave_up = true;
    }
    CHECK_MESSAGE(gave_up,
                  "expected DeadlinePassed after 200 ms; seen: the whole page, two seconds later. Look at the "
                  "deadline that read_page gives to receive(): when is it computed?");
}
