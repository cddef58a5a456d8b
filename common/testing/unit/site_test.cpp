// Tests of the site as its clients see it: raw bytes over sockets, against a site in a child process.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "common/site/content.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "common/testing/allocations.hpp"

namespace {

using namespace std::chrono_literals;

Deadline soon() { return Clock::now() + 20s; }  // only a test that hangs ever gets there

site::Config quick() {
    site::Config config;
    config.delay = 0ms;
    return config;
}

Socket connect(const site::SiteProcess& practice) { return connect_to(resolve("127.0.0.1", practice.port()), soon()); }

std::string request(std::string_view target, std::string_view more = {}) {
    std::string text = "GET ";
    return ((text += target) += " HTTP/1.1\r\nHost: test\r\n") += std::string(more) + "\r\n";
}

struct Answer {
    std::string bytes;
    bool reset = false;
    std::string head() const { return bytes.substr(0, bytes.find("\r\n\r\n")); }
    std::string body() const { return bytes.substr(std::min(bytes.size(), bytes.find("\r\n\r\n") + 4)); }
    bool has(std::string_view text) const { return bytes.find(text) != std::string::npos; }
};

Answer read_to_end(const Socket& socket) {
    Answer answer;
    std::array<char, 8192> buffer;
    try {
        while (std::size_t size = receive(socket, buffer, soon())) answer.bytes.append(buffer.data(), size);
    } catch (const std::system_error&) {
        answer.reset = true;
    }
    return answer;
}

// Reads until this many bytes have arrived, or a few more.
std::string read_some(const Socket& socket, std::size_t size) {
    std::string bytes;
    std::array<char, 8192> buffer;
    while (bytes.size() < size) {
        std::size_t received = receive(socket, buffer, soon());
        if (received == 0) break;
        bytes.append(buffer.data(), received);
    }
    return bytes;
}

Answer talk(const site::SiteProcess& practice, std::string_view bytes) {
    Socket socket = connect(practice);
    send_all(socket, bytes, soon());
    return read_to_end(socket);
}

Answer get(const site::SiteProcess& practice, std::string_view target) {
    return talk(practice, request(target, "Connection: close\r\n"));
}

int status(const Answer& answer) { return answer.bytes.size() < 12 ? 0 : std::stoi(answer.bytes.substr(9, 3)); }

// Waits until the counters satisfy the condition, however long that takes.
template <typename Test>
bool comes_true(const site::SiteProcess& practice, Test test) {
    for (Deadline end = soon(); Clock::now() < end; std::this_thread::sleep_for(2ms)) {
        if (test(practice.stats())) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a page comes with its length, and HEAD without its body") {
    site::SiteProcess practice(quick());
    Answer page = get(practice, "/top250");
    CHECK(status(page) == 200);
    CHECK(page.body() == site::list_page(1));
    CHECK(page.has("Content-Length: " + std::to_string(site::list_page(1).size()) + "\r\n"));
    CHECK(page.has("Content-Type: text/html; charset=utf-8\r\n"));
    CHECK(page.has("Connection: close\r\n"));
    Answer head = talk(practice, "HEAD /top250 HTTP/1.0\r\n\r\n");
    CHECK(head.head() == page.head());
    CHECK(head.body().empty());
    CHECK(get(practice, "/top250?start=225&amp;filter=").body() == site::list_page(10));
    CHECK(get(practice, "/s?wd=7").body() == site::search_page("7"));
    CHECK(status(get(practice, "/nothing")) == 404);
    CHECK(status(get(practice, "/../../../etc/passwd")) == 404);  // it reads no files
    CHECK(status(get(practice, "/%2e%2e/%2e%2e/etc/passwd%00.html")) == 404);
    CHECK(status(get(practice, "/film/%32%35%30")) == 200);
}

TEST_CASE("a kept connection serves many requests, even if they arrive all at once or byte by byte") {
    site::SiteProcess practice(quick());
    Socket socket = connect(practice);
    for (char byte : request("/status/201")) send_all(socket, {&byte, 1}, soon());
    std::string first = read_some(socket, 1);  // so short an answer comes in one piece
    CHECK(first.starts_with("HTTP/1.1 201"));
    CHECK(first.find("Connection: keep-alive\r\n") != std::string::npos);
    send_all(socket, request("/status/202"), soon());
    CHECK(read_some(socket, 1).starts_with("HTTP/1.1 202"));
    send_all(socket, request("/status/203") + request("/status/204") + request("/status/404", "Connection: close\r\n"),
             soon());
    std::string rest = read_to_end(socket).bytes;
    std::size_t third = rest.find("HTTP/1.1 203");
    std::size_t fourth = rest.find("HTTP/1.1 204");
    CHECK(third == 0);
    CHECK(fourth > third);
    CHECK(rest.find("HTTP/1.1 404") > fourth);

    site::Stats stats = practice.stats();
    CHECK(stats.accepted == 1);
    CHECK(stats.requests == 5);
    CHECK(stats.peak_in_flight == 1);
    CHECK(stats.in_flight == 0);
    CHECK(stats.open == 0);
}

TEST_CASE("a bad request gets an answer that says why") {
    site::SiteProcess practice(quick());
    CHECK(status(talk(practice, "GET /\r\n\r\n")) == 400);
    CHECK(status(talk(practice, "GET / HTTP/1.1\nHost: test\nConnection: close\n\n")) == 200);  // a bare LF is allowed
    CHECK(status(talk(practice, "GET / HTTP/1.0\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n")) == 431);
    Answer post = talk(practice, "POST / HTTP/1.0\r\n\r\n");
    CHECK(status(post) == 405);
    CHECK(post.has("Allow: GET, HEAD\r\n"));
    Answer body = talk(practice, "POST / HTTP/1.0\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
    CHECK(status(body) == 413);
    CHECK_FALSE(body.reset);  // the client can read why, though the site did not read its body
}

TEST_CASE("trouble pages that end well hold the list page") {
    site::SiteProcess practice(quick());
    Answer closed = get(practice, "/close");
    CHECK_FALSE(closed.has("Content-Length"));
    CHECK(closed.body() == site::list_page(1));
    CHECK(get(practice, "/slow?ms=1").body() == site::list_page(1));
    CHECK(get(practice, "/redirect/0").body() == site::list_page(1));
    CHECK(talk(practice, "HEAD /drip?ms=1 HTTP/1.0\r\n\r\n").has("Content-Length: "));  // 100 bytes, one by one

    std::string chunked = get(practice, "/chunked").body();
    std::string decoded;
    for (;;) {
        std::size_t size = std::stoul(chunked, nullptr, 16);
        chunked.erase(0, chunked.find("\r\n") + 2);
        if (size == 0) break;
        decoded += chunked.substr(0, size);
        chunked.erase(0, size + 2);
    }
    CHECK(decoded == site::list_page(1));
    CHECK(chunked == "X-Trailer: after the last chunk\r\n\r\n");
}

TEST_CASE("trouble pages that do not end well") {
    site::SiteProcess practice(quick());
    Answer truncated = get(practice, "/truncated");
    CHECK(truncated.has("Content-Length: " + std::to_string(site::list_page(1).size())));
    CHECK(truncated.body().size() == site::list_page(1).size() / 2);
    CHECK_FALSE(truncated.reset);
    CHECK(get(practice, "/reset").reset);
    CHECK_FALSE(get(practice, "/truncated-chunk").has("X-Trailer"));
    CHECK_FALSE(get(practice, "/garbage").bytes.starts_with("HTTP"));
    CHECK(get(practice, "/binary").body().size() == 1024);
    CHECK(get(practice, "/escapes").has("<span class=\"title\">\x1b["));
    CHECK(get(practice, "/redirect/2").has("Location: /redirect/1\r\n"));
    CHECK(get(practice, "/redirect/loop").has("Location: /redirect/loop\r\n"));
    CHECK(get(practice, "/home").has("Location: /\r\n"));
    CHECK(get(practice, "/status/304").body().empty());
    CHECK(status(get(practice, "/status/599")) == 599);
    CHECK(get(practice, "/big?bytes=1000001").body().size() == 1'000'001);

    Socket endless = connect(practice);
    send_all(endless, request("/endless-header"), soon());
    CHECK(read_some(endless, 1'000'000).find("\r\n\r\n") == std::string::npos);
    Socket half = connect(practice);
    send_all(half, request("/stall-body"), soon());
    read_some(half, site::list_page(1).size() / 2);
    Socket stalled = connect(practice);
    send_all(stalled, request("/stall"), soon());
    CHECK(comes_true(practice, [](const site::Stats& stats) { return stats.in_flight == 3 && stats.open == 3; }));
    endless.close();
    half.close();
    stalled.close();
    CHECK(comes_true(practice, [](const site::Stats& stats) { return stats.in_flight == 0 && stats.open == 0; }));
}

TEST_CASE("a fault replaces its list page") {
    site::Config config = quick();
    config.faults = {{1, "status/500"}, {2, "close"}, {3, "reset"}, {4, "redirect/1"}};
    site::SiteProcess practice(config);
    CHECK(status(get(practice, "/top250")) == 500);
    CHECK(status(get(practice, "/top250?start=0&filter=")) == 500);
    CHECK(get(practice, "/top250?start=25&filter=").body() == site::list_page(2));
    CHECK(get(practice, "/top250?start=50&filter=").reset);
    CHECK(get(practice, "/top250?start=75&filter=").has("Location: /redirect/0?page=4\r\n"));
    CHECK(get(practice, "/redirect/0?page=4").body() == site::list_page(4));
    CHECK(get(practice, "/top250?start=100&filter=").body() == site::list_page(5));

    for (auto [page, kind] : {std::pair{-1, "reset"}, std::pair{10'000, "reset"}, std::pair{1, "rest"}}) {
        config.faults = {{page, kind}};
        CHECK_THROWS_AS(site::Site{config}, std::invalid_argument);
    }
}

TEST_CASE("a fault replaces its search page") {
    site::Config config = quick();
    config.faults = {{0, "status/500"}, {2, "close"}, {3, "reset"}, {4, "redirect/1"}, {100, "truncated"}};
    site::SiteProcess practice(config);
    CHECK(status(get(practice, "/s?wd=0")) == 500);
    CHECK(get(practice, "/s?wd=1").body() == site::search_page("1"));
    CHECK(get(practice, "/s?wd=2").body() == site::search_page("2"));
    CHECK(get(practice, "/s?wd=3").reset);
    CHECK(get(practice, "/s?wd=4").has("Location: /redirect/0?wd=4\r\n"));
    CHECK(get(practice, "/redirect/0?wd=4").body() == site::search_page("4"));
    CHECK(get(practice, "/s?wd=100").body() == site::search_page("100").substr(0, site::search_page("100").size() / 2));
    CHECK(get(practice, "/s?wd=three").body() == site::search_page("three"));
}

TEST_CASE("the counters show what was requested, and do not count requests for them") {
    site::SiteProcess practice(quick());
    CHECK(practice.stats().accepted == 0);
    for (int i = 0; i < 3; ++i) get(practice, "/top250");
    get(practice, "/s?wd=1");
    Socket idle = connect(practice);
    site::Stats stats = practice.stats();
    CHECK(stats.accepted == 5);
    CHECK(stats.open == 1);
    CHECK(stats.requests == 4);
    CHECK(stats.peak_in_flight == 1);
    CHECK(stats.requests_per_url == std::map<std::string, long>{{"/top250", 3}, {"/s?wd=1", 1}});
    practice.reset_stats();
    stats = practice.stats();
    CHECK(stats.accepted == 0);
    CHECK(stats.open == 1);
    CHECK(stats.requests_per_url.empty());
    idle.close();
    CHECK(practice.stats().open == 0);
}

TEST_CASE("held requests are answered when enough of them are in flight") {
    site::Config config = quick();
    config.hold = 50;
    site::SiteProcess practice(config);
    for (int round = 0; round < 2; ++round) {
        std::vector<Socket> sockets;
        for (int i = 0; i < 50; ++i) {
            if (i == 49) CHECK(comes_true(practice, [](const site::Stats& stats) { return stats.in_flight == 49; }));
            sockets.push_back(start_connect(resolve("127.0.0.1", practice.port()).front()));
            wait_until_ready(sockets.back(), POLLOUT, soon(), "connect");
            finish_connect(sockets.back());
            send_all(sockets.back(), request("/s?wd=" + std::to_string(i), "Connection: close\r\n"), soon());
        }
        for (int i = 0; i < 50; ++i)
            CHECK(read_to_end(sockets[static_cast<std::size_t>(i)]).body() == site::search_page(std::to_string(i)));
    }
    CHECK(status(get(practice, "/top250")) == 200);  // no '?': not held
    site::Stats stats = practice.stats();
    CHECK(stats.peak_in_flight == 50);
    CHECK(stats.in_flight == 0);
    CHECK(stats.requests == 101);
}

TEST_CASE("a client that leaves while it waits is neither answered nor counted, and others do not wait for it") {
    site::Config config = quick();
    config.hold = 2;
    site::SiteProcess practice(config);
    auto in_flight = [&](long count) {
        return comes_true(practice, [=](const site::Stats& stats) { return stats.in_flight == count; });
    };
    auto ask = [&](std::string_view target) {
        Socket socket = connect(practice);
        send_all(socket, request(target, "Connection: close\r\n"), soon());
        return socket;
    };
    Socket slow = ask("/slow?ms=600000");  // two are enough: one still waits, the other begins
    Socket drips = ask("/drip?ms=600000");
    Socket leaves = ask("/s?wd=1");
    read_some(drips, 1);
    slow.close();
    drips.close();
    leaves.close();
    CHECK(in_flight(0));
    Socket stays = ask("/s?wd=2");
    CHECK(in_flight(1));  // one is not enough
    CHECK(read_to_end(ask("/s?wd=3")).body() == site::search_page("3"));
    CHECK(read_to_end(stays).body() == site::search_page("2"));
    CHECK(practice.stats().open == 0);
}

TEST_CASE("slow and silent clients are dropped") {
    site::Config config = quick();
    config.patience = 300ms;
    site::SiteProcess practice(config);
    CHECK(read_to_end(connect(practice)).bytes.empty());

    Socket half = connect(practice);  // a header that never ends, a byte now and then
    const Deadline start = Clock::now();
    CHECK_THROWS_AS(
        [&] {
            for (char byte : request("/", "X: " + std::string(5000, 'x'))) {
                send_all(half, {&byte, 1}, soon());
                std::this_thread::sleep_for(5ms);
            }
        }(),
        std::system_error);
    CHECK(Clock::now() - start < 10s);

    Socket kept = connect(practice);  // answered, and then without another request
    send_all(kept, request("/s?wd=1"), soon());
    CHECK(read_to_end(kept).body() == site::search_page("1"));

    Socket takes_nothing = connect(practice);
    Socket takes_little = connect(practice);  // a byte now and then
    char byte;
    for (const Socket* socket : {&takes_nothing, &takes_little})
        send_all(*socket, request("/big?bytes=1000000000"), soon());
    CHECK(comes_true(practice, [](const site::Stats& stats) { return stats.in_flight == 2; }));
    CHECK(comes_true(practice, [&](const site::Stats& stats) {
        try_receive(takes_little, {&byte, 1});
        return stats.in_flight == 0 && stats.open == 0;
    }));
}

TEST_CASE("a taken port is an error that says so") {
    site::Config config = quick();
    site::Site first(config);
    config.port = first.port();
    std::string expected = "bind 127.0.0.1:" + std::to_string(first.port()) + ": " + std::strerror(EADDRINUSE);
    CHECK_THROWS_WITH_AS(site::SiteProcess{config}, expected.c_str(), std::system_error);
}

TEST_CASE("no child is left behind") {
    pid_t child = 0;
    {
        site::SiteProcess practice(quick());
        child = practice.pid();
        ::kill(child, SIGINT);  // as Ctrl-C would: the child ignores it, and its parent decides
        CHECK(status(get(practice, "/")) == 200);
    }
    CHECK(::waitpid(child, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
}

TEST_CASE("the site ends when its parent is killed") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    Socket reader(ends[0]);
    Socket writer(ends[1]);
    pid_t parent = ::fork();
    if (parent == 0) {
        try {
            site::SiteProcess practice(quick());
            std::uint16_t port = practice.port();
            if (::write(writer.fd(), &port, sizeof port) == sizeof port) ::pause();
        } catch (...) {}
        ::_exit(1);
    }
    std::uint16_t port = 0;
    REQUIRE(::read(reader.fd(), &port, sizeof port) == sizeof port);
    Socket socket = connect_to(resolve("127.0.0.1", port), soon());
    send_all(socket, request("/status/200"), soon());
    CHECK(read_some(socket, 1).starts_with("HTTP/1.1 200"));
    ::kill(parent, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    CHECK(read_to_end(socket).bytes.size() < 1000);  // only the end of the site closes a kept connection so soon
}

TEST_CASE("whichever allocation fails, it costs the site a connection, and no more") {
    // (The first ones are run()'s own, before it accepts anybody.)
    for (long successes = 10; successes < 100; ++successes) {
        CAPTURE(successes);
        site::Site practice(quick());
        auto [lifeline, childs_end] = socket_pair();
        pid_t child = ::fork();
        if (child == 0) {
            lifeline.close();
            FailingAllocations failing(successes);
            practice.run(childs_end.fd());
            ::_exit(0);
        }
        const std::vector<Address> address = resolve("127.0.0.1", practice.port());
        auto ask = [&](const std::string& bytes) {
            Socket socket = connect_to(address, soon());
            send_all(socket, bytes, soon());
            return read_to_end(socket);
        };
        for (int i = 0; i < 3; ++i) ask(request("/s?wd=a-target-that-takes-some-memory", "Connection: close\r\n"));
        const std::string stats = ask(request("/stats", "Connection: close\r\n")).body();
        CHECK(stats.find("\"open\":0,") != std::string::npos);
        CHECK(stats.find("\"in_flight\":0,") != std::string::npos);
        lifeline.close();
        int status = -1;
        ::waitpid(child, &status, 0);
        CHECK(status == 0);
    }
}
