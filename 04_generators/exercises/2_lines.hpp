// Exercise 04-2: a socket, line by line. (thirty minutes)
// A socket delivers bytes in pieces, cut anywhere, but a program that reads a chat, a log or a header needs lines. For
// now, `lines` reads until the other side closes, and only then yields: if a server never closes, no line ever arrives.
// Let it yield each line as soon as it is complete, and ask the socket only when it has no complete line left.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "common/socket.hpp"
#include "generator.hpp"

// Yields each line without its end, "\n" or "\r\n". A last line without an end counts too.
inline Generator<std::string> lines(Socket socket, Deadline deadline) {
    std::string received;
    std::array<char, 4096> buffer;
    while (std::size_t count = receive(socket, buffer, deadline)) received.append(buffer.data(), count);
    // TODO: must everything be here before the first line can be yielded?
    while (!received.empty()) {
        std::size_t end = std::min(received.find('\n'), received.size());
        std::string line = received.substr(0, end);
        received.erase(0, end + 1);
        if (line.ends_with('\r')) line.pop_back();
        co_yield line;
    }
}
