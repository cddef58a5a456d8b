// Wrong: the time begins when the request has been sent, so connecting and sending do not count.
#pragma once

#include <array>
#include <chrono>

#include "common/http.hpp"
#include "common/socket.hpp"

inline Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    Socket socket = connect_to(resolve(url.host, url.port), Clock::now() + timeout);
    send_all(socket, request_text(url), Clock::now() + timeout);
    Deadline deadline = Clock::now() + timeout;
    ResponseParser parser;
    std::array<char, 4096> buffer;
    while (!parser.done()) {
        std::size_t count = receive(socket, buffer, deadline);
        parser.feed({buffer.data(), count});
    }
    return parser.take();
}
