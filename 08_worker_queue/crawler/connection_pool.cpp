#include "connection_pool.hpp"

#include <unistd.h>

#include <exception>
#include <system_error>
#include <utility>

#include "from_07/async.hpp"
#include "from_07/fetch.hpp"

Coroutine<Response> ConnectionPool::get(const Url& url, Deadline deadline) {
    for (bool is_second_try = false;; is_second_try = true) {
        Socket socket;
        if (!is_second_try) socket = take(url.authority());
        const bool is_kept = socket.is_open();
        if (!is_kept) socket = co_await connect(url, deadline);
        try {
            co_await async::send_all(socket, request_text(url, true), deadline);
            Response response = co_await async::receive_response(socket, deadline);
            // On a kept connection, 408 says that the server waited too long, and nothing about this request.
            if (is_kept && response.status == 408) continue;
            if (response.keep_alive) keep(url.authority(), std::move(socket));
            co_return response;
        } catch (const DeadlinePassed&) {
            throw;
        } catch (const std::exception&) {
            // The server may have just closed a kept connection: try once more, on a new one (RFC 9112 section 9.3.1).
            if (!is_kept) throw;
        }
    }
}

Coroutine<Socket> ConnectionPool::connect(const Url& url, Deadline deadline) {
    for (;;) {
        try {
            look_up(url);
            co_return co_await async::connect_to(resolver_(url), deadline);
        } catch (const std::system_error& failure) {
            const bool no_descriptor = failure.code() == std::errc::too_many_files_open ||
                                       failure.code() == std::errc::too_many_files_open_in_system;
            if (!no_descriptor) resolver_.forget(url);  // its host may have another address, which is still alive
            if (!no_descriptor || kept_.empty()) throw ConnectFailed(failure.what());
            kept_.pop_front();  // that makes room: try again at once
        } catch (const DeadlinePassed& failure) {
            resolver_.forget(url);
            throw ConnectFailed(failure.what());
        }
    }
}

// Lets the resolver know the host. A lookup needs a descriptor too. If there is none, it fails, but names another
// reason.
void ConnectionPool::look_up(const Url& url) {
    for (;;) {
        try {
            resolver_(url);
            return;
        } catch (const std::runtime_error&) {
            if (kept_.empty() || Socket(::dup(kept_.front().socket.fd())).is_open()) throw;
            kept_.pop_front();
        }
    }
}

// Returns the latest kept connection that the server has not closed meanwhile, or an empty Socket if there is none.
Socket ConnectionPool::take(const std::string& authority) {
    const auto now = Clock::now();
    close_old(now);
    for (auto at = std::ssize(kept_) - 1; at >= 0; --at) {
        Kept& kept = kept_[static_cast<std::size_t>(at)];
        if (kept.authority != authority) continue;
        Socket socket = std::move(kept.socket);
        kept_.erase(kept_.begin() + at);
        if (is_quiet(socket)) return socket;
    }
    return Socket();
}

void ConnectionPool::keep(std::string authority, Socket socket) {
    const auto now = Clock::now();
    kept_.push_back({std::move(authority), std::move(socket), now});
    if (kept_.size() > at_most_) kept_.pop_front();
    close_old(now);
}

void ConnectionPool::close_old(Clock::time_point now) {
    while (!kept_.empty() && now - kept_.front().since >= for_at_most_) kept_.pop_front();
}

void ConnectionPool::stop() {
    if (!is_stopping()) stopped_.set_result();
}

Coroutine<void> ConnectionPool::sleep(Clock::duration time) {
    try {
        co_await with_timeout(time, until_stopped());
    } catch (const DeadlinePassed&) {
        // it has slept for `time`
    }
}
