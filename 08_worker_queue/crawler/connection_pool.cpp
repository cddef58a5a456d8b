// See connection_pool.hpp.
#include "connection_pool.hpp"

#include <algorithm>
#include <exception>
#include <system_error>
#include <utility>

#include "from_07/async.hpp"
#include "from_07/fetch.hpp"

// One that the server has not closed meanwhile; if there is none, one that owns nothing.
static Socket take_quiet(std::vector<Socket>& kept) {
    Socket socket;
    while (!kept.empty()) {
        socket = std::move(kept.back());
        kept.pop_back();
        if (is_quiet(socket)) break;
        socket.close();
    }
    return socket;
}

Coroutine<Response> ConnectionPool::get(const Url& url, Deadline deadline) {
    std::vector<Socket>& kept = kept_[url.authority()];
    for (;;) {
        Socket socket = take_quiet(kept);
        const bool is_kept = socket.is_open();
        if (!is_kept) socket = co_await connect(url, deadline);
        try {
            co_await async::send_all(socket, request_text(url, true), deadline);
            Response response = co_await async::receive_response(socket, deadline);
            if (response.keep_alive) kept.push_back(std::move(socket));
            co_return response;
        } catch (const DeadlinePassed&) {
            throw;
        } catch (const std::exception&) {
            // The server may have closed a kept one just now: once more, on another (RFC 9112 section 9.3.1).
            if (!is_kept) throw;
        }
    }
}

Coroutine<Socket> ConnectionPool::connect(const Url& url, Deadline deadline) {
    const std::vector<Address>& addresses = addresses_(url);  // what it throws will be the same the next time
    try {
        co_return co_await async::connect_to(addresses, deadline);
    } catch (const std::system_error& failure) {
        throw ConnectFailed(failure.what());
    } catch (const DeadlinePassed& failure) {
        throw ConnectFailed(failure.what());
    }
}

Coroutine<Page> get_page(Url url, ConnectionPool& connections, std::chrono::milliseconds timeout, int retries) {
    std::chrono::milliseconds pause{100};
    for (;;) {
        Response response;
        std::string error;
        bool may_come = false;  // the next time
        try {
            response = co_await connections.get(url, Clock::now() + timeout);
            may_come = response.status >= 500;
        } catch (const ConnectFailed& failure) {
            error = failure.what();
            may_come = true;
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        if (!may_come || retries-- == 0 || connections.is_stopping())
            co_return Page{url, std::move(response), std::move(error)};
        co_await sleep_for(pause);  // only this page waits: its worker sleeps, and the others go on
        pause = std::min(2 * pause, timeout);
    }
}
