// Chapter 01, second step: keep the connection. Each further page then saves a handshake, and nothing else.
#include <optional>
#include <string>

#include "fetch.hpp"
#include "fetch_all.hpp"

namespace {

// A connection that we keep as long as the server keeps it and the host stays the same.
class KeptConnection {
public:
    Response get(const Url& url, Deadline deadline) {
        bool kept = socket_.is_open() && authority_ == url.authority() && is_quiet(socket_);
        if (kept) {
            try {
                return ask(url, deadline);
            } catch (const DeadlinePassed&) {
                throw;
            } catch (const std::exception&) {
                // A server may close an idle connection at any moment, even now: try again on a new one
                // (RFC 9112 section 9.3.1). If the cause is something else, the error will show again.
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

    Socket socket_;
    std::string authority_;
};

}  // namespace

std::vector<Page> fetch_all_on_one_connection(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    KeptConnection connection;
    for (const Url& url : urls) {
        Page& page = pages.emplace_back(Page{url, {}});
        try {
            page.response = connection.get(url, Clock::now() + timeout);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    return pages;
}
