// Feeds the response parser with what has come just now. Where am I? common/, used from chapter 06 on.
// The one idea: the buffer is here, and not in the coroutine that calls this. There it would be a part of the frame,
// for as long as the page waits.
#pragma once

#include <array>

#include "common/http.hpp"
#include "common/socket.hpp"

// Throws what try_receive and the parser throw. Nothing has come: does nothing.
inline void receive_into(ResponseParser& parser, const Socket& socket) {
    std::array<char, 64 * 1024> buffer;
    auto count = try_receive(socket, buffer);
    if (!count) return;
    if (*count == 0) parser.finish();
    else parser.feed({buffer.data(), *count});
}
