// Wrong: moves the deadline, but still assumes that the first connection is due first.
#pragma once

#include <poll.h>

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
            connection.deadline = Clock::now() + patience;  // TODO: what about its deadline?
            if (*count == 0) end(connection);
        });
    }

    // TODO: this loop relies on something that is true only while no deadline moves. What is it?
    std::size_t oldest = 0;
    while (ended.size() < connections.size()) {
        while (!connections[oldest].socket.is_open()) ++oldest;
        for (const Selector::Ready& ready : selector.select(connections[oldest].deadline))
            if (auto callback = selector.callback_of(ready)) callback();
        for (; oldest < connections.size() && connections[oldest].deadline <= Clock::now(); ++oldest) {
            if (!connections[oldest].socket.is_open()) continue;
            connections[oldest].given_up = true;
            end(connections[oldest]);
        }
    }
    return ended;
}
