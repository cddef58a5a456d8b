// Wrong: takes the end of a piece for the end of a line.
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
        if (!received.empty()) co_yield std::exchange(received, "");
        received.append(buffer.data(), count);
        for (std::size_t end; (end = received.find('\n')) != std::string::npos;) {
            std::string line = received.substr(0, end);
            received.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            co_yield line;
        }
    }
    if (!received.empty()) co_yield received;
}
