// Chapter 07: build/07_monkey_patch [--patch], what gevent does to a program.
// It is linked with chapter 01's object file, which knows nothing of this when it is compiled, and which blocks.
// A program can replace functions of the C library when it is linked. Here are our own connect, send, recv and poll.
// In a fiber they pause the fiber where the system's functions would block. Everywhere else they call those.
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/program/cli.hpp"
#include "event_loop.hpp"
#include "fetch.hpp"
#include "fiber.hpp"

Page fetch_page(const Url& url, std::chrono::milliseconds timeout);  // chapter 01's, in its fetch.o

namespace {

thread_local EventLoop* patched_loop = nullptr;  // nullptr: the patch is off

bool is_patched() { return patched_loop != nullptr && Fiber::current() != nullptr; }

// The C library's function of this name, which ours replaces.
template <typename Function>
Function* original(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool is_blocking(int fd) { return (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0; }

// Pauses the fiber while the call would block, if the socket is a blocking one and the call may block.
template <typename Call>
ssize_t pause_while_it_blocks(int fd, short events, int flags, Call call) {
    if (!is_patched() || !is_blocking(fd) || (flags & MSG_DONTWAIT) != 0) return call(flags);
    for (;;) {
        ssize_t result = call(flags | MSG_DONTWAIT);
        if (result >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return result;
        wait_in_fiber(*patched_loop, fd, events, Deadline::max());
    }
}

}  // namespace

extern "C" {

int poll(pollfd* entries, nfds_t count, int milliseconds) {
    static auto* system_poll = original<int(pollfd*, nfds_t, int)>("poll");
    if (is_patched() && count == 1 && milliseconds != 0) {
        Deadline deadline = milliseconds < 0 ? Deadline::max() : Clock::now() + std::chrono::milliseconds(milliseconds);
        wait_in_fiber(*patched_loop, entries->fd, entries->events, deadline);
        milliseconds = 0;  // let the real poll report the events
    }
    return system_poll(entries, count, milliseconds);
}

ssize_t recv(int fd, void* bytes, size_t count, int flags) {
    static auto* system_recv = original<ssize_t(int, void*, size_t, int)>("recv");
    return pause_while_it_blocks(fd, POLLIN, flags, [&](int f) { return system_recv(fd, bytes, count, f); });
}

ssize_t send(int fd, const void* bytes, size_t count, int flags) {
    static auto* system_send = original<ssize_t(int, const void*, size_t, int)>("send");
    return pause_while_it_blocks(fd, POLLOUT, flags, [&](int f) { return system_send(fd, bytes, count, f); });
}

int connect(int fd, const sockaddr* address, socklen_t size) {
    static auto* system_connect = original<int(int, const sockaddr*, socklen_t)>("connect");
    if (!is_patched() || !is_blocking(fd)) return system_connect(fd, address, size);
    int flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    int error = system_connect(fd, address, size) < 0 ? errno : 0;
    if (error == EINPROGRESS) {
        wait_in_fiber(*patched_loop, fd, POLLOUT, Deadline::max());
        socklen_t length = sizeof error;
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    }
    ::fcntl(fd, F_SETFL, flags);
    errno = error;
    return error == 0 ? 0 : -1;
}

}  // extern "C"

int main(int argc, char** argv) {
    bool patch = false;
    auto fetch_all = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        EventLoop loop;
        patched_loop = patch ? &loop : nullptr;
        std::vector<Page> pages(urls.size());
        run_in_fibers(loop, urls.size(), [&](std::size_t i) { pages[i] = fetch_page(urls[i], timeout); });
        patched_loop = nullptr;
        return pages;
    };
    return run_chapter(argc, argv, fetch_all, {{"--patch", "", "replace the calls that block", turn_on(patch)}});
}
