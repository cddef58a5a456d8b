// Receiving as a coroutine of its own, which process() delegates to: see read_all.hpp.
#include "read_all.hpp"

#include <poll.h>

#include "common/http.hpp"
#include "common/receive_into.hpp"
#include "readiness.hpp"

Coroutine read_all(EventLoop& loop, const Socket& socket, Deadline deadline) {
    ResponseParser parser;
    while (!parser.done()) {
        Readiness readable(loop, socket, POLLIN, deadline, "receive");
        (co_yield readable).result();
        receive_into(parser, socket);
    }
    co_return parser.take();
}
