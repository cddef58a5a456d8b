// Tests of common/socket with socket pairs and loopback listeners: partial sends, the text of each error, ownership of
// descriptors, and what is left open.
#include "common/socket.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "common/testing/listener.hpp"
#include "common/testing/made_up_names.hpp"
#include "common/testing/processes.hpp"

namespace {

using namespace std::chrono_literals;

Deadline far_away() { return Clock::now() + 60s; }

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

int open_descriptors() {
    int count = 0;
    for (int fd = 0; fd < 256; ++fd) count += is_open(fd) ? 1 : 0;
    return count;
}

std::string receive_all(const Socket& socket) {
    std::string text;
    char buffer[4096];
    while (std::size_t size = receive(socket, buffer, far_away())) text.append(buffer, size);
    return text;
}

}  // namespace

TEST_CASE("text that the kernel takes in parts arrives complete") {
    auto [client, server] = socket_pair();
    int size = 4096;
    REQUIRE(::setsockopt(client.fd(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size) == 0);
    std::string text;
    for (int i = 0; text.size() < 1'000'000; ++i) text += std::to_string(i) + "\n";
    auto first = try_send(client, text);
    REQUIRE(first.has_value());
    CHECK(*first < text.size());

    std::string received;
    std::thread reader([&] { received = receive_all(server); });
    send_all(client, std::string_view(text).substr(*first), far_away());
    client.close();
    reader.join();
    CHECK(received == text);
}

TEST_CASE("a connection carries bytes both ways, over IPv4, until the other side closes") {
    Listener listener;
    listener.listen(1);
    Socket client = connect_to({&listener.address, 1}, far_away());
    Socket server = listener.accept();
    set_non_blocking(server.fd());
    char buffer[16];
    CHECK_FALSE(try_receive(client, buffer).has_value());
    send_all(client, "ping", far_away());
    CHECK(receive(server, buffer, far_away()) == 4);
    CHECK(std::string_view(buffer, 4) == "ping");
    send_all(server, "pong", far_away());
    server.close();
    CHECK(receive_all(client) == "pong");
    CHECK(try_receive(client, buffer) == 0U);  // closed, again and again
}

TEST_CASE("a refused connection is reported, and leaves no descriptor") {
    Listener listener;
    auto connect_by_hand = [&] {  // the socket becomes writable as if it were connected: only SO_ERROR tells
        Socket socket = start_connect(listener.address);
        pollfd entry{socket.fd(), POLLOUT, 0};
        while (::poll(&entry, 1, -1) != 1) continue;
        finish_connect(socket);
    };
    const int before = open_descriptors();
    CHECK_THROWS_WITH_AS(connect_to({&listener.address, 1}, far_away()), "connect: Connection refused",
                         std::system_error);
    CHECK_THROWS_WITH_AS(connect_by_hand(), "connect: Connection refused", std::system_error);
    CHECK(open_descriptors() == before);
    listener.listen(1);
    CHECK_NOTHROW(connect_by_hand());
}

TEST_CASE("sending to a closed connection is an error, not a fatal SIGPIPE") {
    auto old = std::signal(SIGPIPE, SIG_DFL);
    auto [client, server] = socket_pair();
    server.close();
    CHECK_THROWS_WITH_AS(send_all(client, "x", far_away()), "send: Broken pipe", std::system_error);
    std::signal(SIGPIPE, old);
}

TEST_CASE("a connection is quiet until the other side speaks or closes") {
    auto [near, far] = socket_pair();
    CHECK(is_quiet(near));
    send_all(far, "xy", far_away());
    CHECK(!is_quiet(near));
    char rest[10];
    CHECK(receive(near, rest, far_away()) == 1);
    CHECK(is_quiet(near));
    far.close();
    CHECK(!is_quiet(near));
}

TEST_CASE("a reset connection is reported") {
    Listener listener;
    listener.listen(1);
    Socket client = connect_to({&listener.address, 1}, far_away());
    Socket server = listener.accept();
    linger reset{1, 0};
    REQUIRE(::setsockopt(server.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0);
    server.close();
    char buffer[16];
    CHECK_THROWS_WITH_AS(receive(client, buffer, far_away()), "receive: Connection reset by peer", std::system_error);
}

TEST_CASE("a socket owns its descriptor through moves, and closes it once") {
    int before = open_descriptors();
    auto [first, second] = socket_pair();
    const int fd = first.fd();
    Socket third(std::move(first));
    CHECK(first.fd() == -1);
    CHECK_FALSE(first.is_open());
    CHECK(third.fd() == fd);

    const int lost = second.fd();
    second = std::move(third);
    CHECK_FALSE(is_open(lost));
    CHECK(third.fd() == -1);
    CHECK(second.fd() == fd);

    Socket& itself = second;
    second = std::move(itself);
    CHECK(second.fd() == fd);
    CHECK(is_open(fd));

    second.close();
    CHECK_FALSE(is_open(fd));
    Socket newcomer(::socket(AF_UNIX, SOCK_STREAM, 0));  // may well get the same number
    second.close();
    first.close();
    CHECK(is_open(newcomer.fd()));
    newcomer = Socket();
    CHECK(open_descriptors() == before);
}

TEST_CASE("every socket is non-blocking and closed on exec") {
    Listener listener;
    listener.listen(1);
    Socket socket = start_connect(listener.address);
    CHECK((::fcntl(socket.fd(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(socket.fd(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK_THROWS_WITH_AS(set_non_blocking(-1), "fcntl: Bad file descriptor", std::system_error);
}

TEST_CASE("too many open files are reported") {
    Listener listener;
    CHECK(in_child([&] {
        rlimit usual;
        ::getrlimit(RLIMIT_NOFILE, &usual);
        rlimit none{0, usual.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
        try {
            start_connect(listener.address);
        } catch (const std::system_error& error) {
            ::setrlimit(RLIMIT_NOFILE, &usual);  // a sanitizer wants descriptors too
            return error.what() ==
                   std::string("socket (the limit is 0 descriptors: ulimit -n): ") + std::strerror(EMFILE);
        }
        return false;
    }));
}

TEST_CASE("names and numeric addresses are resolved") {
    const Address four = resolve("127.0.0.1", 8250).front();
    auto* in = reinterpret_cast<const sockaddr_in*>(&four.storage);
    CHECK(in->sin_family == AF_INET);
    CHECK(in->sin_port == htons(8250));
    CHECK(in->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(four.size == sizeof(sockaddr_in));
    const auto local = resolve("localhost", 8250);
    CHECK((std::find(local.begin(), local.end(), four) != local.end() || local == resolve("::1", 8250)));

    const Address address = resolve("::1", 65535).front();
    auto* in6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
    CHECK(in6->sin6_family == AF_INET6);
    CHECK(in6->sin6_port == htons(65535));
    CHECK(IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr));
}

TEST_CASE("a name that does not exist is an error that begins with resolve") {
    for (const char* host : {"no-such-host.invalid", "127.0.0.1.256", ""}) {
        CAPTURE(host);
        std::string error;
        try {
            resolve(host, 80);
        } catch (const std::runtime_error& thrown) {
            error = thrown.what();
        }
        CHECK(error.starts_with("resolve: "));
    }
}

TEST_CASE("a name's addresses are in the system's order, each once, without those that have no route") {
    if (!has_made_up_names) return;
    auto of = [](const char* host) { return resolve(host, 80).front(); };
    CHECK(resolve("127-0-0-9.127-0-0-1.test", 80) == std::vector{of("127.0.0.9"), of("127.0.0.1")});
    CHECK(resolve("127-0-0-1.127-0-0-9.127-0-0-1.test", 80) == std::vector{of("127.0.0.1"), of("127.0.0.9")});
    // No TCP connection leads to a broadcast address. If a name has no other, the error must come from trying it.
    CHECK(resolve("127-0-0-1.255-255-255-255.test", 80) == std::vector{of("127.0.0.1")});
    CHECK(resolve("255-255-255-255.test", 80) == std::vector{of("255.255.255.255")});
}

TEST_CASE("connect_to tries the addresses in order, and throws what the last one threw") {
    if (!has_made_up_names) return;
    Listener good, nobody;  // nobody does not listen
    good.listen(2);
    auto two = [&](std::uint16_t port) { return resolve("--1.127-0-0-1.test", port); };
    CHECK(connect_to(two(good.port()), far_away()).is_open());  // ::1 refuses
    CHECK_THROWS_WITH(connect_to(two(nobody.port()), far_away()), "connect: Connection refused");
}

#ifdef __linux__  // where 127.0.0.9 is this machine too
TEST_CASE("connect_to gives each address an equal share of the remaining time") {
    Listener good, silent(resolve("127.0.0.9", good.port()).front());
    if (!silent.fill()) return;
    good.listen(4);
    CHECK(connect_to(resolve("127-0-0-9.127-0-0-1.test", good.port()), Clock::now() + 1s).is_open());
    CHECK_THROWS_AS(connect_to(resolve("127-0-0-1.127-0-0-9.test", good.port()), Clock::now() - 1s), DeadlinePassed);
    CHECK(connect_to(resolve("127-0-0-1.127-0-0-9.test", good.port()), Deadline::max()).is_open());
}
#endif
