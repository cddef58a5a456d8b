// See fetch.hpp. The coroutine waits at each co_await.
#include "fetch.hpp"

#include <poll.h>

#include <exception>

#include "common/receive_into.hpp"

Coroutine<Response> fetch(Url url, Resolver& resolver, Deadline deadline) {
    Socket socket = co_await async::connect_to(resolver(url), deadline);
    co_await async::send_all(socket, request_text(url), deadline);
    co_return co_await async::receive_response(socket, deadline);
}

Coroutine<Response> async::receive_response(const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    while (!parser.done()) {
        co_await Readiness(socket, POLLIN, deadline, "receive");
        receive_into(parser, socket);
    }
    co_return parser.take();
}

// One try for everything that a page does, however deep the failure is.
Coroutine<Page> get_page(Url url, Resolver& resolver, std::chrono::milliseconds timeout) {
    try {
        // Not in one line with co_await: the copies made for the call would stay in this frame while it waits.
        Coroutine<Response> coming = fetch(url, resolver, Clock::now() + timeout);
        Response response = co_await coming;
        co_return Page{url, std::move(response)};
    } catch (const std::exception& error) {
        co_return Page{url, {}, error.what()};
    }
}
