// Exercise 01-1: a deadline that a trickling server cannot defeat. (ten minutes)
// read_page should give a page up after `timeout`, but it gives all of that time to each call anew. A server that sends
// a byte every 15 ms is never late for any of the calls, and keeps us for as long as it likes. Give the time to the
// whole page: connecting, sending and receiving together. When it is over, read_page throws DeadlinePassed at once.
#pragma once

#include <array>
#include <chrono>

#include "common/http.hpp"
#include "common/socket.hpp"

inline Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    Socket socket = connect_to(resolve(url.host, url.port), Clock::now() + timeout);
    send_all(socket, request_text(url), Clock::now() + timeout);
    ResponseParser parser;
    std::array<char, 4096> buffer;
    while (!parser.done()) {
        std::size_t count = receive(socket, buffer, Clock::now() + timeout);  // TODO: what adds the times up?
        parser.feed({buffer.data(), count});
    }
    return parser.take();
}
