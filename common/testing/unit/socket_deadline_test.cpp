// Tests of common/socket: every call that sleeps gives up at its deadline, whatever the peer does, and continues after
// a signal. The tests check what is thrown, never how long it took.
#include "common/socket.hpp"

#include <doctest/doctest.h>

#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

#include "common/testing/listener.hpp"

namespace {

using namespace std::chrono_literals;

Deadline after(std::chrono::milliseconds time) { return Clock::now() + time; }
Deadline far_away() { return after(60s); }

// Fills the buffers to a peer that does not read. Returns how many bytes were taken.
std::size_t fill(const Socket& socket) {
    const std::string text(100'000, 'x');
    std::size_t sum = 0;
    while (auto sent = try_send(socket, text)) sum += *sent;
    return sum;
}

}  // namespace

TEST_CASE("receive and send give up when the deadline passes and the peer stays silent") {
    auto [client, server] = socket_pair();
    char buffer[16];
    CHECK_THROWS_WITH_AS(receive(client, buffer, after(20ms)), "receive: the deadline passed", DeadlinePassed);
    CHECK(fill(client) > 0);
    CHECK_THROWS_WITH_AS(send_all(client, "x", after(20ms)), "send: the deadline passed", DeadlinePassed);
    CHECK_THROWS_WITH_AS(wait_until_ready(client, POLLIN, after(-1ms), "ponder"), "ponder: the deadline passed",
                         DeadlinePassed);
}

TEST_CASE("receive gives up when the deadline passes, even if bytes are there") {
    auto [client, server] = socket_pair();
    send_all(server, "late", far_away());
    char buffer[16];
    CHECK_THROWS_AS(receive(client, buffer, after(0ms)), DeadlinePassed);
    CHECK(receive(client, buffer, far_away()) == 4);
}

TEST_CASE("the deadline holds against a peer that trickles") {
    auto [client, server] = socket_pair();
    std::atomic<bool> stop = false;
    std::thread trickle([&stop, sender = std::move(server)] {
        for (int i = 0; i < 20'000 && !stop; ++i) {  // closes in the end, so that a failure does not hang
            try_send(sender, "x");
            std::this_thread::sleep_for(1ms);
        }
    });
    auto receive_until_closed = [&] {
        char buffer[16];
        Deadline deadline = after(50ms);
        while (receive(client, buffer, deadline) > 0) continue;
    };
    CHECK_THROWS_WITH_AS(receive_until_closed(), "receive: the deadline passed", DeadlinePassed);
    stop = true;
    trickle.join();
}

TEST_CASE("connect gives up when the deadline passes and the listener's queue is full") {
    Listener listener;
    if (!listener.fill()) {
        MESSAGE("skipped: the queue of this system never fills");
        return;
    }
    CHECK_THROWS_WITH_AS(connect_to({&listener.address, 1}, after(50ms)), "connect: the deadline passed",
                         DeadlinePassed);
}

namespace {

std::atomic<int> alarms = 0;
std::atomic<int> alarm_fd = -1;

// Every fifth alarm sends a byte, so waiting for it is interrupted four times.
void on_alarm(int) {
    int saved = errno;
    if (++alarms % 5 == 0 && ::write(alarm_fd, "x", 1) < 0) ::_exit(1);
    errno = saved;
}

}  // namespace

TEST_CASE("receive continues after a signal") {
    auto [client, server] = socket_pair();
    alarm_fd = server.fd();
    struct sigaction action = {};
    struct sigaction old_action = {};
    action.sa_handler = on_alarm;  // without SA_RESTART: poll and recv fail with EINTR
    ::sigaction(SIGALRM, &action, &old_action);
    itimerval every_millisecond{{0, 1000}, {0, 1000}}, never{};
    ::setitimer(ITIMER_REAL, &every_millisecond, nullptr);
    std::size_t received = 0;
    char buffer[16];
    CHECK_NOTHROW(while (received < 5) received += receive(client, buffer, far_away()));
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &old_action, nullptr);
    CHECK(received >= 5);
    CHECK(alarms >= 25);
}
