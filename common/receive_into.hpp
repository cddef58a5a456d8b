// For chapters 06 to 08: receives what has come, and feeds it to the parser.
#pragma once

#include <array>

#include "common/http.hpp"
#include "common/socket.hpp"

// Throws what try_receive and the parser throw. Does nothing if nothing has come.
inline void receive_into(ResponseParser& parser, const Socket& socket) {
    std::array<char, 64 * 1024> buffer;  // here, and not in the coroutine, whose frame lives while the page waits
    if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
}
