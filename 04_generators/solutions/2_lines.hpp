// Exercise 04-2: a socket, line by line. (thirty minutes)
// A socket brings bytes in pieces, cut anywhere; a program that reads a chat, a log or a header wants lines. As it
// stands, `lines` reads until the other side closes, and only then begins: with a server that never closes, it never
// does. Let it yield each line as soon as it is there, and ask the socket only when it has no whole line left.
#pragma once

#include <array>
#include <string>

#include "common/socket.hpp"
#include "generator.hpp"

// Each line without its end, "\n" or "\r\n". If the last one has none, it is a line all the same.
inline Generator<std::string> lines(Socket socket, Deadline deadline) {
    std::string received;
    std::array<char, 4096> buffer;
    while (std::size_t count = receive(socket, buffer, deadline)) {
        received.append(buffer.data(), count);
        // It pauses in the middle of two loops. (A class with a function next() would do too: `received` is a member
        // then, and next() looks there first.) A program that reads from strangers must also limit how long a line may
        // grow.
        for (std::size_t end; (end = received.find('\n')) != std::string::npos;) {
            std::string line = received.substr(0, end);
            received.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            co_yield line;
        }
    }
    if (!received.empty()) co_yield received;
}
