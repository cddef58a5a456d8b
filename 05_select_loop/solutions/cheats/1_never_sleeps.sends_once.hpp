// Wrong: changes to receiving after the first try_send, which may take only a part.
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
        selector.register_fd(socket.fd(), POLLOUT, [this] { send_more(); });
    }

    // When everything has been sent, replace the registration that called us by another one. (Another way: one
    // callback, and a function of the selector that changes the event. In Linux's epoll that is EPOLL_CTL_MOD.)
    void send_more() {
        rest.remove_prefix(try_send(socket, rest).value_or(0));
        selector.unregister_fd(socket.fd());
        selector.register_fd(socket.fd(), POLLIN, [this] { receive_more(); });
    }

    void receive_more() {
        std::array<char, 16 * 1024> buffer;
        if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
        if (parser.done()) selector.unregister_fd(socket.fd());
    }
};
