// A cheat: reads the complete page, and only then looks at the clock.
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
        parser.feed({buffer.data(), count});
    }
    if (Clock::now() >= start + timeout) throw DeadlinePassed("receive");
    return parser.take();
}
