// Asking for a page over a connection that is kept: see connection_pool.hpp.
#include "connection_pool.hpp"

#include <poll.h>

#include <algorithm>
#include <exception>

#include "common/descriptor_limit.hpp"
#include "common/receive_into.hpp"

Coroutine<Response> ConnectionPool::get(EventLoop& loop, const Url& url, Deadline deadline) {
    std::vector<Socket>& idle = idle_[url.authority()];
    for (;;) {
        while (!idle.empty() && !is_quiet(idle.back())) idle.pop_back();
        const bool is_kept = !idle.empty();
        Socket socket;
        if (is_kept) {
            socket = std::move(idle.back());
            idle.pop_back();
        } else {
            socket = start_connect(addresses_(url));
            co_await Readiness(loop, socket, POLLOUT, deadline, "connect");
            finish_connect(socket);
        }
        try {
            co_return co_await ask(loop, std::move(socket), url, deadline);
        } catch (const DeadlinePassed&) {
            throw;
        } catch (const std::exception&) {
            // The server may have closed a kept connection meanwhile: once more, on another (RFC 9112 section 9.3.1).
            if (!is_kept) throw;
        }
    }
}

// Takes the socket over: if anything throws, the connection is closed and not used again.
Coroutine<Response> ConnectionPool::ask(EventLoop& loop, Socket socket, const Url& url, Deadline deadline) {
    co_await send_all(loop, socket, request_text(url, true), deadline);
    ResponseParser parser;
    while (!parser.done()) {
        co_await Readiness(loop, socket, POLLIN, deadline, "receive");
        receive_into(parser, socket);
    }
    if (parser.keep_alive()) idle_[url.authority()].push_back(std::move(socket));
    co_return parser.take();
}

Coroutine<Page> get_page(EventLoop& loop, Url url, ConnectionPool& connections, std::chrono::milliseconds timeout,
                         int retries) {
    std::chrono::milliseconds pause{100};
    for (;;) {
        Response response;
        std::string error;
        try {
            response = co_await connections.get(loop, url, Clock::now() + timeout);
        } catch (const std::exception& failure) {
            error = explain(failure);
        }
        bool may_come = error.starts_with("connect: ") || response.status >= 500;
        if (!may_come || retries-- == 0 || connections.is_stopping())
            co_return Page{url, std::move(response), std::move(error)};
        co_await sleep_for(loop, pause);  // only this page waits: its worker sleeps, and the others go on
        pause = std::min(2 * pause, timeout);
    }
}
