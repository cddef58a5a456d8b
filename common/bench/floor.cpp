// The floor of `make bench`: one thread, one poll, the system calls that a page needs, and no page kept. It is no model
// for a crawler: it trusts whatever the practice site sends.
#include <poll.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/bench/bench.hpp"
#include "common/socket.hpp"

namespace {

struct Connection {
    Socket socket;
    std::string head;  // while it is incomplete
    std::size_t left = 0;
};

}  // namespace

int floor_client(char** arguments) {
    const Address address = resolve("127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[0]))).front();
    const int pages = std::atoi(arguments[1]), at_once = std::atoi(arguments[2]);
    const bool keep = std::string(arguments[3]) == "keep";
    allow_many_descriptors();
    std::vector<Connection> connections(static_cast<std::size_t>(at_once));
    std::vector<pollfd> watched(connections.size(), pollfd{-1, POLLIN, 0});
    std::vector<char> buffer(64 * 1024);
    int asked = 0, came = 0;

    auto ask = [&](std::size_t i) {
        Connection& connection = connections[i];
        if (asked == pages) {
            connection.socket.close();
            watched[i].fd = -1;
            return;
        }
        if (!connection.socket.is_open()) connection.socket = start_connect(address);
        watched[i].fd = connection.socket.fd();
        std::string request = "GET /s?wd=";
        request += std::to_string(asked++) + " HTTP/1.1\r\nHost: a\r\nConnection: " + (keep ? "keep-alive" : "close") +
                   "\r\n\r\n";
        // On loopback the connection is nearly always there at once. If not, wait for it.
        while (!try_send(connection.socket, request))
            wait_until_ready(connection.socket, POLLOUT, Clock::now() + std::chrono::seconds(10), "connect");
        connection.head.clear();
        connection.left = 0;
    };
    auto receive = [&](std::size_t i) {
        Connection& connection = connections[i];
        const auto received = try_receive(connection.socket, buffer);
        if (!received) return;
        if (*received == 0) throw std::runtime_error("the site closed a connection before the page was complete");
        std::size_t count = *received;
        if (connection.left == 0) {
            connection.head.append(buffer.data(), count);
            std::size_t end = connection.head.find("\r\n\r\n"), length = connection.head.find("Content-Length: ");
            if (end == std::string::npos || length == std::string::npos) return;
            connection.left = static_cast<std::size_t>(std::atol(connection.head.c_str() + length + 16));
            count = connection.head.size() - end - 4;
        }
        connection.left -= count;
        if (connection.left > 0) return;
        ++came;
        if (!keep) connection.socket.close();
        ask(i);
    };
    for (std::size_t i = 0; i < connections.size(); ++i) ask(i);
    while (came < pages) {
        if (::poll(watched.data(), static_cast<nfds_t>(watched.size()), 10'000) <= 0) return 1;
        for (std::size_t i = 0; i < watched.size(); ++i)
            if (watched[i].fd >= 0 && watched[i].revents != 0) receive(i);
    }
    return 0;
}
