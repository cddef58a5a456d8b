// The practice site as a program, among rude clients, for as long as you like. `make faults` runs it for seconds, and
// `SITE_SECONDS=3600 build/faults_test -tc='*rude*'` for an hour. After every round of rude clients, the site must hold
// as much as before.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/receive_into.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "program.hpp"

using namespace std::chrono_literals;

// The address sanitizer calls this, if there is one. It keeps freed memory for a while, to detect its use. Let it keep
// little, so that the site's memory can be compared.
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=1"; }

namespace {

constexpr auto patience = 20s;

Deadline soon() { return Clock::now() + patience; }

Socket say(const site::SiteProcess& practice, std::string_view bytes) {
    Socket socket = connect_to(resolve("127.0.0.1", practice.port()), soon());
    send_all(socket, bytes, soon());
    return socket;
}

std::string request(const site::SiteProcess& practice, std::string_view target, bool keep_alive = false) {
    return request_text(parse_url(practice.url(target)), keep_alive);
}

// Reads until the other side closes or resets.
void read_to_end(const Socket& socket) {
    std::array<char, 16 * 1024> buffer;
    try {
        while (receive(socket, buffer, soon()) > 0) continue;
    } catch (const std::system_error&) {}
}

void be_rude(const site::SiteProcess& practice) {
    const std::string half = request(practice, "/top250").substr(0, 20);
    say(practice, "");
    say(practice, half);
    say(practice, request(practice, "/slow?ms=600000"));
    say(practice, request(practice, "/endless-header"));
    say(practice, request(practice, "/big?bytes=1000000000"));
    read_to_end(say(practice, "no such thing as HTTP\r\n\r\n"));
    read_to_end(say(practice, "GET /" + std::string(17'000, 'x')));
    read_to_end(say(practice, "POST / HTTP/1.0\r\nContent-Length: 1000000\r\n\r\n"));
    read_to_end(say(practice, "GET /../../../etc/passwd HTTP/1.0\r\n\r\n"));
    std::string many;
    for (int i = 0; i < 50; ++i) many += request(practice, "/s?wd=1", true);
    read_to_end(say(practice, many + request(practice, "/s?wd=2")));
    say(practice, many);  // and does not read the answers
    Socket resets = say(practice, request(practice, "/drip?ms=600000"));
    linger no_time{1, 0};
    ::setsockopt(resets.fd(), SOL_SOCKET, SO_LINGER, &no_time, sizeof no_time);
}

struct Holdings {
    std::ptrdiff_t descriptors = 0;
    long pages_of_memory = 0;  // resident
};

// Empty without /proc: then the test only checks what the site reports about itself.
Holdings holdings_of(pid_t process) {
    const std::string folder = "/proc/" + std::to_string(process);
    Holdings holdings;
    std::error_code none;
    auto descriptors = std::filesystem::directory_iterator(folder + "/fd", none);
    holdings.descriptors = std::distance(begin(descriptors), end(descriptors));
    std::ifstream(folder + "/statm") >> holdings.pages_of_memory >> holdings.pages_of_memory;
    return holdings;
}

bool comes_to_rest(const site::SiteProcess& practice) {
    for (Deadline end = soon(); Clock::now() < end; std::this_thread::sleep_for(10ms)) {
        site::Stats stats = practice.stats();
        if (stats.open == 0 && stats.in_flight == 0) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("the practice site holds nothing after rude clients, however many") {
    const char* given = std::getenv("SITE_SECONDS");
    const auto length = std::chrono::seconds(given != nullptr ? std::atoi(given) : 5);
    site::SiteProcess practice({.delay = 1ms});
    const Deadline end = Clock::now() + length;
    auto hold_after_each_program = [&] {
        for (const auto& chapter : chapters()) {
            Running crawler({chapter + Words{"--search", "100", practice.url("/")}, patience});
            for (int i = 0; i < 5; ++i) be_rude(practice);
            CHECK(crawler.wait().status == 0);
        }
        REQUIRE(comes_to_rest(practice));
        return holdings_of(practice.pid());
    };
    const Holdings before = hold_after_each_program();  // by now it has all that it ever needs
    long kilobytes = 0;
    int rounds = 1;
    // (A sanitizer's own memory comes and goes. Then a few more rounds show whether it really grows.)
    for (; rounds < 2 || Clock::now() < end || (kilobytes >= 2048 && rounds < 5); ++rounds) {
        const Holdings after = hold_after_each_program();
        CHECK(after.descriptors == before.descriptors);
        kilobytes = (after.pages_of_memory - before.pages_of_memory) * (::sysconf(_SC_PAGESIZE) / 1024);
    }
    MESSAGE(rounds << " rounds, " << practice.stats().accepted
                   << " connections; since the first round its memory grew by " << kilobytes << " KiB");
    CHECK(kilobytes < 2048);
}

TEST_CASE("ten thousand connections at once, each used twice") {
    const std::size_t count = std::min<std::size_t>(10'000, allow_many_descriptors() - 100);
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Socket> sockets;
    while (sockets.size() < count) sockets.push_back(say(practice, ""));
    for (int round = 0; round < 2; ++round) {
        for (const Socket& socket : sockets) send_all(socket, request(practice, "/status/200", true), soon());
        std::size_t answered = 0;
        for (const Socket& socket : sockets) {
            ResponseParser parser;
            while (!parser.done()) {
                wait_until_ready(socket, POLLIN, soon(), "receive");
                receive_into(parser, socket);
            }
            answered += parser.take().status == 200;
        }
        CHECK(answered == count);
    }
    CHECK(practice.stats().open == static_cast<long>(count));
    sockets.clear();
    CHECK(comes_to_rest(practice));
    MESSAGE(count << " connections");
}

TEST_CASE("SIGTERM and Ctrl-C end the site's program with status 0, even if clients wait for an answer") {
    for (int signal : {SIGTERM, SIGINT}) {
        Pipe output;
        Running program({{"site", "--port", "0", "--delay", "60000"}, patience, [&] {
                             ::dup2(output.writer.fd(), STDOUT_FILENO);
                         }});
        output.writer.close();
        std::string line;
        for (char c; line.find("  ") == std::string::npos && ::read(output.reader.fd(), &c, 1) == 1;) line += c;
        REQUIRE(line.starts_with("http://127.0.0.1:"));  // only this machine, unless an option says otherwise
        const Url url = parse_url(line.substr(0, line.find(' ')));
        std::vector<Socket> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(connect_to(resolve(url.host, url.port), soon()));
            send_all(clients.back(), request_text(url), soon());
        }
        program.signal(signal);
        Ended ended = program.wait();
        CHECK(ended.status == 0);
        CHECK(ended.in_time);
        for (const Socket& client : clients) read_to_end(client);
    }
}
