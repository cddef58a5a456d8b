// For tests: the server's end of a connection, for what no practice site would do.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/socket.hpp"
#include "common/url.hpp"

// A port of this machine, which nobody else can take meanwhile. It refuses connections until it listens.
struct Listener {
    Address address;  // if the port that is wanted is 0, with a free one
    Socket socket{::socket(address.get()->sa_family, SOCK_STREAM, 0)};
    std::vector<Socket> waiting;  // in its queue: see fill()

    explicit Listener(const Address& wanted = resolve("127.0.0.1", 0).front()) : address(wanted) {
        auto* where = reinterpret_cast<sockaddr*>(&address.storage);
        REQUIRE(::fcntl(socket.fd(), F_SETFD, FD_CLOEXEC) == 0);  // not for the programs that a test starts
        REQUIRE(::bind(socket.fd(), where, address.size) == 0);
        REQUIRE(::getsockname(socket.fd(), where, &address.size) == 0);
    }

    void listen(int queue) { REQUIRE(::listen(socket.fd(), queue) == 0); }
    Socket accept() const { return Socket(::accept(socket.fd(), nullptr, nullptr)); }

    // Listens with a full queue, so that a client that connects gets no answer at all. Returns false if the queue of
    // this system never fills.
    bool fill() {
        listen(0);
        try {
            while (waiting.size() < 16)
                waiting.push_back(connect_to({&address, 1}, Clock::now() + std::chrono::milliseconds(50)));
        } catch (const DeadlinePassed&) {
            return true;
        }
        return false;
    }

    std::uint16_t port() const { return ntohs(address.storage.sin6_port); }  // at the same place in a sockaddr_in
    Url url(const std::string& target = "/") const { return {"127.0.0.1", port(), target}; }
};
