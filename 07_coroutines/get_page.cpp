// A page by co_await: see get_page.hpp. Read fetch() first, with chapter 01's beside it.
#include "get_page.hpp"

#include <poll.h>

#include <exception>

#include "common/descriptor_limit.hpp"
#include "common/receive_into.hpp"

namespace {

Coroutine<Response> receive_response(EventLoop& loop, const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    while (!parser.done()) {
        co_await Readiness(loop, socket, POLLIN, deadline, "receive");
        receive_into(parser, socket);
    }
    co_return parser.take();
}

}  // namespace

Coroutine<Response> fetch(EventLoop& loop, Url url, Address address, Deadline deadline) {
    Socket socket = start_connect(address);
    co_await Readiness(loop, socket, POLLOUT, deadline, "connect");
    finish_connect(socket);
    co_await send_all(loop, socket, request_text(url), deadline);
    co_return co_await receive_response(loop, socket, deadline);
}

Coroutine<Page> get_page(EventLoop& loop, Url url, Resolver& addresses, std::chrono::milliseconds timeout) {
    try {
        // Not in one line with co_await: the copies made for the call would wait along, in this frame.
        Coroutine<Response> coming = fetch(loop, url, addresses(url), Clock::now() + timeout);
        Response response = co_await coming;
        co_return Page{url, std::move(response)};
    } catch (const std::exception& error) {
        co_return Page{url, {}, explain(error)};
    }
}
