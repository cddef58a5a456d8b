// Wrong: one callback does everything, and blocks the loop while it runs.
#pragma once

#include <poll.h>

#include <array>

#include "common/http.hpp"
#include "selector.hpp"

struct Exchange {
    Selector& selector;
    Socket socket;
    std::string_view rest;  // the part of the request that is still to be sent
    ResponseParser parser = {};

    void begin() {
        // TODO: this socket is nearly always writable. Until when do we want to know?
        selector.register_fd(socket.fd(), POLLOUT, [this] { all_at_once(); });
    }

    void all_at_once() {
        const Deadline end = Clock::now() + std::chrono::seconds(1);
        send_all(socket, rest, end);
        rest = {};
        std::array<char, 16 * 1024> buffer;
        while (!parser.done()) parser.feed({buffer.data(), receive(socket, buffer, end)});
        selector.unregister_fd(socket.fd());
    }

    void send_more() { rest.remove_prefix(try_send(socket, rest).value_or(0)); }

    void receive_more() {
        std::array<char, 16 * 1024> buffer;
        if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
        if (parser.done()) selector.unregister_fd(socket.fd());
    }
};
