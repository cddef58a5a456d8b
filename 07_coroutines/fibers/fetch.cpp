// A page in a fiber, and how a fiber waits. See fetch.hpp. Compare fetch() with the chapter's own in ../fetch.cpp.
#include "fetch.hpp"

#include <poll.h>

#include <array>
#include <exception>
#include <list>

#include "../async.hpp"
#include "common/resolver.hpp"
#include "fiber.hpp"

bool wait_in_fiber(EventLoop& loop, int fd, short events, Deadline deadline) {
    Fiber& self = *Fiber::current();
    bool ready = false;
    Timer timer(loop, deadline, [&] { self.resume(); });
    loop.selector().register_fd(fd, events, [&] {
        ready = true;
        self.resume();
    });
    Fiber::pause();  // the loop and other fibers run; one of the two above resumes us
    loop.selector().unregister_fd(fd);
    return ready;
}

void run_in_fibers(EventLoop& loop, std::size_t count, const std::function<void(std::size_t)>& work) {
    std::list<Fiber> fibers;
    std::size_t remaining = count;
    std::exception_ptr error;
    for (std::size_t i = 0; i < count; ++i)
        fibers.emplace_back([&, i] {
            try {
                work(i);
            } catch (...) {
                error = std::current_exception();  // it cannot leave the fiber: that has no caller
            }
            --remaining;
        });
    for (Fiber& fiber : fibers) fiber.resume();  // only now, when all of them exist
    while (remaining > 0) loop.run_once();
    if (error) std::rethrow_exception(error);
}

namespace {

void wait(EventLoop& loop, const Socket& socket, short events, Deadline deadline, const char* during) {
    const bool is_late = Clock::now() >= deadline;  // a server that floods us is always ready
    if (is_late || !wait_in_fiber(loop, socket.fd(), events, deadline)) throw DeadlinePassed(during);
}

Response fetch(EventLoop& loop, const Url& url, Resolver& resolver, Deadline deadline) {
    Socket socket = start_connect(resolver(url));
    wait(loop, socket, POLLOUT, deadline, "connect");
    finish_connect(socket);
    std::string request = request_text(url);
    for (std::string_view rest = request; !rest.empty();) {
        if (auto sent = try_send(socket, rest)) rest.remove_prefix(*sent);
        else wait(loop, socket, POLLOUT, deadline, "send");
    }
    ResponseParser parser;
    static std::array<char, 64 * 1024> buffer;  // not on the fiber's stack, which is small
    while (!parser.done()) {
        wait(loop, socket, POLLIN, deadline, "receive");
        if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
    }
    return parser.take();
}

}  // namespace

std::vector<Page> fetch_all_in_fibers(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    Resolver resolver;
    EventLoop loop;
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}});
    run_in_fibers(loop, urls.size(), [&](std::size_t i) {
        try {
            pages[i].response = fetch(loop, urls[i], resolver, Clock::now() + timeout);
        } catch (const std::exception& error) {
            pages[i].error = error.what();
        }
    });
    return pages;
}
