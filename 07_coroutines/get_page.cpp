// A page by co_await: see get_page.hpp. Read fetch() first, with chapter 01's beside it.
#include "get_page.hpp"

#include <poll.h>

#include <array>
#include <exception>

namespace {

Coroutine<void> send_all(EventLoop& loop, const Socket& socket, std::string bytes, Deadline deadline) {
    for (std::string_view rest = bytes; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) rest.remove_prefix(*sent);
        else co_await Readiness(loop, socket, POLLOUT, deadline, "send");
    }
}

// The buffer is here, and not in the coroutine: there it would be a part of the frame for as long as the page waits.
void receive_into(ResponseParser& parser, const Socket& socket) {
    std::array<char, 64 * 1024> buffer;
    auto count = try_receive(socket, buffer);
    if (!count) return;
    if (*count == 0) parser.finish();
    else parser.feed({buffer.data(), *count});
}

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
        co_return Page{url, {}, error.what()};
    }
}
