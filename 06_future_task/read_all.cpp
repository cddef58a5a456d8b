// Receiving as a coroutine of its own, which process() delegates to: see read_all.hpp.
#include "read_all.hpp"

#include <poll.h>

#include <array>

#include "common/http.hpp"
#include "readiness.hpp"

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
