// Trusting: it does not look whether the server has sent something meanwhile, which would be read as the next answer.
#pragma once

#include "fetch.hpp"

class KeptConnections {
public:
    explicit KeptConnections(std::size_t most) : most_(most) {}  // 1 or more

    Response get(const Url& url, Deadline deadline) {
        Socket socket = take(url.authority());
        if (socket.is_open()) {
            try {
                return ask(std::move(socket), url, deadline);
            } catch (const DeadlinePassed&) {
                throw;
            } catch (const std::exception&) {
                // The server may have closed it in the meantime: try again on a new one.
            }
        }
        if (kept_.size() >= most_) kept_.erase(kept_.begin());  // first, so that never more than most_ are open
        return ask(connect_to(resolve(url.host, url.port), deadline), url, deadline);
    }

private:
    struct Kept {
        std::string authority;
        Socket socket;
    };

    // A connection in use is taken out of the list, and put back at its end. So the list is always in the order of last
    // use, and a failed connection is just not put back. Another way is a map from authority to a socket and the time
    // of its last use. That is better for a thousand hosts, because searching the list would take long.
    Socket take(const std::string& authority) {
        for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
            if (kept->authority != authority) continue;
            Socket socket = std::move(kept->socket);
            kept_.erase(kept);
            return socket;
        }
        return Socket();
    }

    Response ask(Socket socket, const Url& url, Deadline deadline) {
        send_all(socket, request_text(url, true), deadline);
        Response response = receive_response(socket, deadline);
        if (response.keep_alive) kept_.push_back({url.authority(), std::move(socket)});
        return response;
    }

    std::size_t most_;
    std::vector<Kept> kept_;  // the one used longest ago is first
};
