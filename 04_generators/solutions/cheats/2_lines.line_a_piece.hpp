// Wrong: yields one line for each piece that arrives, and further lines wait for the next piece.
#pragma once

#include <array>
#include <string>

#include "common/socket.hpp"
#include "generator.hpp"

// Yields each line without its end, "\n" or "\r\n". A last line without an end counts too.
inline Generator<std::string> lines(Socket socket, Deadline deadline) {
    std::string received;
    std::array<char, 4096> buffer;
    while (std::size_t count = receive(socket, buffer, deadline)) {
        received.append(buffer.data(), count);
        if (std::size_t end = received.find('\n'); end != std::string::npos) {
            std::string line = received.substr(0, end);
            received.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            co_yield line;
        }
    }
    for (std::size_t end; (end = received.find('\n')) != std::string::npos; received.erase(0, end + 1))
        co_yield received.substr(0, end);
    if (!received.empty()) co_yield received;
}
