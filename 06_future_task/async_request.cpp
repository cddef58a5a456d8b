// A page from top to bottom: see async_request.hpp. Every co_yield is a place where it waits.
#include "async_request.hpp"

#include <poll.h>

#include "read_all.hpp"
#include "readiness.hpp"

Coroutine AsyncRequest::process() {
    Socket socket = start_connect(address_);
    Readiness connected(loop_, socket, POLLOUT, deadline_, "connect");
    (co_yield connected).result();  // nothing, or the deadline's exception
    finish_connect(socket);

    // Moved, so that it is gone when it is sent: while a page waits its frame should hold little.
    for (std::string request = std::move(request_); !request.empty();) {
        if (auto sent = try_send(socket, request)) {
            request.erase(0, *sent);
        } else {
            Readiness writable(loop_, socket, POLLOUT, deadline_, "send");
            (co_yield writable).result();
        }
    }

    Coroutine part = read_all(loop_, socket, deadline_);
    while (Future* future = part.send()) co_yield *future;  // Python: response = yield from read_all(...)
    co_return part.result();
}
