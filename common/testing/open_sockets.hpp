// For tests: counts the connections that this process makes. It does not see those of a child process.
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>

#include "common/socket.hpp"

struct OpenSockets : SocketObserver {
    std::size_t connects = 0;  // all of them
    std::size_t most = 0;      // that were open at once
    std::set<int> open;

    OpenSockets() { socket_observer = this; }
    ~OpenSockets() { socket_observer = nullptr; }
    OpenSockets(const OpenSockets&) = delete;
    OpenSockets& operator=(const OpenSockets&) = delete;
    void connecting(int fd) override {
        ++connects;
        open.insert(fd);
        most = std::max(most, open.size());
    }
    void sent(int, std::string_view) override {}
    void received(int, std::size_t) override {}
    void closing(int fd) override { open.erase(fd); }
};
