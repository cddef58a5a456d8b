// Wrong: still called for nothing, but sleeps 20 ms each time, and makes the loop sleep too.
#pragma once

#include <poll.h>

#include <array>
#include <thread>

#include "common/http.hpp"
#include "selector.hpp"

struct Exchange {
    Selector& selector;
    Socket socket;
    std::string_view rest;  // the part of the request that is still to be sent
    ResponseParser parser = {};

    void begin() {
        // TODO: this socket is nearly always writable. Until when do we want to know?
        selector.register_fd(socket.fd(), POLLOUT, [this] { on_ready(); });
    }

    void on_ready() {
        if (!rest.empty()) send_more();
        else {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            receive_more();
        }
    }

    void send_more() { rest.remove_prefix(try_send(socket, rest).value_or(0)); }

    void receive_more() {
        std::array<char, 16 * 1024> buffer;
        if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
        if (parser.done()) selector.unregister_fd(socket.fd());
    }
};
