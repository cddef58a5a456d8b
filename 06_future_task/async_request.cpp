#include "async_request.hpp"

#include <poll.h>

#include <array>

Readiness::Readiness(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during)
    : Future(loop), loop_(loop), fd_(socket.fd()) {
    loop.selector().register_fd(fd_, events, [this] {
        forget();
        set_result({});
    });
    timer_ = loop.call_at(deadline, [this, during] {
        loop_.selector().unregister_fd(std::exchange(fd_, -1));  // the timer is gone already
        set_exception(std::make_exception_ptr(DeadlinePassed(during)));
    });
}

void Readiness::forget() {
    if (fd_ < 0) return;
    loop_.selector().unregister_fd(std::exchange(fd_, -1));
    loop_.cancel(timer_);
}

Coroutine AsyncRequest::process() {
    Socket socket = start_connect(address_);
    Readiness connected(loop_, socket, POLLOUT, deadline_, "connect");
    (co_yield connected).result();  // nothing, or the deadline's exception
    finish_connect(socket);

    for (std::string_view rest = request_; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) {
            rest.remove_prefix(*sent);
        } else {
            Readiness writable(loop_, socket, POLLOUT, deadline_, "send");
            (co_yield writable).result();
        }
    }

    Coroutine part = read_all(loop_, socket, deadline_);
    while (Future* future = part.send()) co_yield *future;  // Python: response = yield from read_all(...)
    co_return part.result();
}

// Feeds the parser what has come. The buffer is here, and not in the coroutine: there it would be a part of the frame,
// for as long as the page waits.
static void receive_into(ResponseParser& parser, const Socket& socket) {
    std::array<char, 64 * 1024> buffer;
    auto count = try_receive(socket, buffer);
    if (!count) return;
    if (*count == 0) parser.finish();
    else parser.feed({buffer.data(), *count});
}

Coroutine read_all(EventLoop& loop, const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    while (!parser.done()) {
        Readiness readable(loop, socket, POLLIN, deadline, "receive");
        (co_yield readable).result();
        receive_into(parser, socket);
    }
    co_return parser.take();
}
