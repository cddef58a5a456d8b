// Exercise 01-3: a connection for each host. (an hour)
// The kept connection of one_connection.cpp saves nothing when two hosts take turns: each closes the other's. Below is
// a copy of it. Make it keep a connection for each host, but never have more than `most` open, because descriptors are
// scarce. Close the one that was used longest ago first.
#pragma once

#include "fetch.hpp"

class KeptConnections {
public:
    explicit KeptConnections(std::size_t most) : most_(most) {}  // 1 or more

    Response get(const Url& url, Deadline deadline) {
        // TODO: this checks whether the only connection is to the right host. What should it check instead?
        bool kept = socket_.is_open() && authority_ == url.authority() && is_quiet(socket_);
        if (kept) {
            try {
                return ask(url, deadline);
            } catch (const DeadlinePassed&) {
                throw;
            } catch (const std::exception&) {
                // The server may have closed it in the meantime: try again on a new one.
            }
        }
        socket_ = connect_to(resolve(url.host, url.port), deadline);
        authority_ = url.authority();
        return ask(url, deadline);
    }

private:
    Response ask(const Url& url, Deadline deadline) {
        Socket socket = std::move(socket_);  // if anything below throws, the connection is closed, not used again
        send_all(socket, request_text(url, true), deadline);
        Response response = receive_response(socket, deadline);
        if (response.keep_alive) socket_ = std::move(socket);
        return response;
    }

    [[maybe_unused]] std::size_t most_;
    Socket socket_;  // TODO: one socket, for one host. What holds several, and knows which was used longest ago?
    std::string authority_;
};
