// Exercise 01-1: a deadline that a trickling server cannot defeat. (ten minutes)
// read_page should give up on a page after `timeout`, but it allows that much time for each call. A server that sends a
// byte every 15 ms is never late for any of the calls, and keeps us for as long as it likes. Limit the time for the
// complete page: connecting, sending and receiving together. When it is over, read_page throws DeadlinePassed at once.
#pragma once

#include <array>
#include <chrono>

#include "common/http.hpp"
#include "common/socket.hpp"

inline Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    // A point in time, fixed before the first call that may sleep. Another way is to compute after each call how much
    // of the duration is left. That is the same sum; here it is done once.
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
