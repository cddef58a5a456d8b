// Wrong: looks at a stopwatch after each receive, but each receive may sleep for the full time again.
#pragma once

#include <array>
#include <chrono>

#include "common/http.hpp"
#include "common/socket.hpp"

inline Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    auto start = Clock::now();
    Socket socket = connect_to(resolve(url.host, url.port), Clock::now() + timeout);
    send_all(socket, request_text(url), Clock::now() + timeout);
    ResponseParser parser;
    std::array<char, 4096> buffer;
    while (!parser.done()) {
        std::size_t count = receive(socket, buffer, Clock::now() + timeout);
        if (Clock::now() >= start + timeout) throw DeadlinePassed("receive");
        parser.feed({buffer.data(), count});
    }
    return parser.take();
}
