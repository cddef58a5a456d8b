// Wrong: closes the connection that was made first, not the one that was used longest ago.
#pragma once

#include <algorithm>

#include "fetch.hpp"

class KeptConnections {
public:
    explicit KeptConnections(std::size_t most) : most_(most) {}  // 1 or more

    Response get(const Url& url, Deadline deadline) {
        Socket socket = take(url.authority());
        if (socket.is_open() && is_quiet(socket)) {
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

    Socket take(const std::string& authority) {
        for (auto kept = kept_.begin(); kept != kept_.end(); ++kept) {
            if (kept->authority != authority) continue;
            place_ = static_cast<std::size_t>(kept - kept_.begin());
            Socket socket = std::move(kept->socket);
            kept_.erase(kept);
            return socket;
        }
        place_ = most_;
        return Socket();
    }

    Response ask(Socket socket, const Url& url, Deadline deadline) {
        send_all(socket, request_text(url, true), deadline);
        Response response = receive_response(socket, deadline);
        if (response.keep_alive)
            kept_.insert(kept_.begin() + static_cast<std::ptrdiff_t>(std::min(place_, kept_.size())),
                         Kept{url.authority(), std::move(socket)});
        return response;
    }

    std::size_t most_;
    std::size_t place_ = 0;
    std::vector<Kept> kept_;  // the one used longest ago is first
};
