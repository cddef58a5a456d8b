// Wrong: allows a trickling page 200 ms, whatever the timeout is.
#pragma once

#include <array>
#include <chrono>

#include "common/http.hpp"
#include "common/socket.hpp"

inline Response read_page(const Url& url, std::chrono::milliseconds timeout) {
    Deadline deadline = Clock::now() + std::chrono::milliseconds(200);
    if (timeout > std::chrono::seconds(1)) deadline = Clock::now() + timeout;
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
