// For chapters 06 to 08: receives what has arrived and feeds it to the parser.
#pragma once

#include <array>

#include "common/http.hpp"
#include "common/socket.hpp"

// Throws what try_receive and the parser throw. Does nothing if nothing has arrived.
inline void receive_into(ResponseParser& parser, const Socket& socket) {
    std::array<char, 64 * 1024> buffer;  // not in the coroutine: its frame would hold 64 KiB while the page waits
    if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
}
