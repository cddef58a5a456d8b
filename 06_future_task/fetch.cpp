// See fetch.hpp. The coroutine waits at each co_yield.
#include "fetch.hpp"

#include <poll.h>

#include <exception>
#include <utility>

#include "common/receive_into.hpp"
#include "readiness.hpp"

namespace {

Coroutine send_all(EventLoop& loop, const Socket& socket, std::string bytes, Deadline deadline) {
    for (std::string_view rest = bytes; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) {
            rest.remove_prefix(*sent);
        } else {
            Readiness writable(loop, socket, POLLOUT, deadline, "send");
            (co_yield writable).result();
        }
    }
    co_return {};
}

}  // namespace

Coroutine fetch(EventLoop& loop, Url url, Resolver& resolver, Deadline deadline) {
    Socket socket = start_connect(resolver(url));
    Readiness connected(loop, socket, POLLOUT, deadline, "connect");
    (co_yield connected).result();  // throws if the deadline has passed
    finish_connect(socket);
    {
        Coroutine sending = send_all(loop, socket, request_text(url), deadline);
        while (Future* future = sending.send()) co_yield *future;
    }  // the frame ends here: a page that waits for its response need not keep it
    Coroutine receiving = receive_response(loop, socket, deadline);
    while (Future* future = receiving.send()) co_yield *future;  // Python: response = yield from read_all(...)
    co_return std::move(receiving.result());
}

Coroutine receive_response(EventLoop& loop, const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    while (!parser.done()) {
        Readiness readable(loop, socket, POLLIN, deadline, "receive");
        (co_yield readable).result();
        receive_into(parser, socket);
    }
    co_return parser.take();
}

// One try for everything that a page does, however deep the failure is.
Coroutine get_page(EventLoop& loop, Url url, Resolver& resolver, std::chrono::milliseconds timeout) {
    Page page{url, {}};
    try {
        Coroutine part = fetch(loop, url, resolver, Clock::now() + timeout);
        while (Future* future = part.send()) co_yield *future;
        page.response = std::any_cast<Response>(std::move(part.result()));
    } catch (const std::exception& error) {
        page.error = error.what();
    }
    co_return page;
}
