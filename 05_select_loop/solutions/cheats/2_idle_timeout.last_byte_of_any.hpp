// Wrong: one deadline for all, so a busy connection keeps a silent one alive.
#pragma once

#include <poll.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "common/socket.hpp"
#include "selector.hpp"

struct Connection {
    std::string name;
    Socket socket;
    Deadline deadline = {};
    std::string received = {};
    bool given_up = false;
};

// Receives from all at once, until each has closed or is given up. Returns the names in the order in which they ended.
inline std::vector<std::string> receive_all(std::vector<Connection>& connections, std::chrono::milliseconds patience) {
    Selector selector;
    std::vector<std::string> ended;
    auto end = [&](Connection& connection) {
        selector.unregister_fd(connection.socket.fd());
        connection.socket.close();
        ended.push_back(connection.name);
    };
    for (Connection& connection : connections) {
        connection.deadline = Clock::now() + patience;
        selector.register_fd(connection.socket.fd(), POLLIN, [&] {
            std::array<char, 4096> buffer;
            auto count = try_receive(connection.socket, buffer);
            if (!count) return;
            connection.received.append(buffer.data(), *count);
            for (Connection& other : connections) other.deadline = Clock::now() + patience;
            if (*count == 0) end(connection);
        });
    }

    // Deadlines that never move pass in the order of the connections, because all have the same time. These do move,
    // so look for the earliest one. (For thousands of connections, keep them sorted: fetch_all has a heap, and the
    // event loop of chapter 06 has a std::multimap.)
    while (ended.size() < connections.size()) {
        Deadline earliest = Deadline::max();
        for (const Connection& connection : connections)
            if (connection.socket.is_open()) earliest = std::min(earliest, connection.deadline);
        for (const Selector::Ready& ready : selector.select(earliest))
            if (auto callback = selector.callback_of(ready)) callback();
        for (Connection& connection : connections) {
            if (!connection.socket.is_open() || connection.deadline > Clock::now()) continue;
            connection.given_up = true;
            end(connection);
        }
    }
    return ended;
}
