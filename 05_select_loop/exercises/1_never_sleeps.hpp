// Exercise 05-1: a selector that never sleeps. (ten minutes)
// Exchange sends a request over a connected socket and receives the response. The page arrives, but before it does,
// the loop calls on_ready tens of thousands of times for nothing: the busy loop again, this time with a selector.
// Change Exchange so that it is called only when there is something to do. It must not wait or sleep itself.
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
        selector.register_fd(socket.fd(), POLLOUT, [this] { on_ready(); });
    }

    void on_ready() {
        if (!rest.empty()) send_more();
        else receive_more();
    }

    void send_more() { rest.remove_prefix(try_send(socket, rest).value_or(0)); }

    void receive_more() {
        std::array<char, 16 * 1024> buffer;
        if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
        if (parser.done()) selector.unregister_fd(socket.fd());
    }
};
