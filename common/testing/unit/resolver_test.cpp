// Tests of common/resolver: which address of a host it chooses, what it does to find out, and when it forgets.
#include "common/resolver.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/time.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/testing/listener.hpp"
#include "common/testing/made_up_names.hpp"
#include "common/testing/open_sockets.hpp"
#include "common/testing/processes.hpp"

using namespace std::chrono_literals;

namespace {

Address address_of(const char* host, std::uint16_t port) { return resolve(host, port).front(); }

}  // namespace

TEST_CASE("a host is looked up once, and its only address is not tried") {
    OpenSockets sockets;
    Resolver resolver;
    const Address& first = resolver(Url{"127.0.0.1", 8250, "/a"});
    CHECK(first == address_of("127.0.0.1", 8250));
    CHECK(&resolver(Url{"127.0.0.1", 8250, "/b"}) == &first);  // the same object: no second lookup
    CHECK(&resolver(Url{"127.0.0.1", 8251, "/a"}) != &first);
    CHECK(sockets.most == 0);
    CHECK_THROWS_AS(resolver(Url{"no-such-host.invalid"}), std::runtime_error);
}

TEST_CASE("if one family refuses, the resolver chooses the other, and closes its connection at once") {
    if (!has_made_up_names) return;
    Listener listener;
    listener.listen(2);
    OpenSockets sockets;
    Resolver resolver;
    const Url url{"--1.127-0-0-1.test", listener.port()};
    CHECK(resolver(url) == listener.address);
    CHECK(resolver(url) == listener.address);
    CHECK(sockets.connects <= 2);  // none for the second time; without IPv6 only one
    CHECK(sockets.open.empty());
    Socket accepted = listener.accept();
    char buffer[16];
    CHECK(receive(accepted, buffer, Clock::now() + 60s) == 0);
}

TEST_CASE("if all addresses refuse, the first one remains") {
    if (!has_made_up_names) return;
    Listener nobody;  // it does not listen
    Resolver resolver;
    CHECK(resolver(Url{"--1.127-0-0-1.test", nobody.port()}) == address_of("::1", nobody.port()));
}

#ifdef __linux__  // where 127.0.0.9 is this machine too
namespace {

std::atomic<int> alarms = 0;
void on_alarm(int) { ++alarms; }

struct Alarms {  // one each millisecond: poll() fails with EINTR
    Alarms() {
        struct sigaction action = {};
        action.sa_handler = on_alarm;
        ::sigaction(SIGALRM, &action, &before_);
        const itimerval every_millisecond{{0, 1000}, {0, 1000}};
        ::setitimer(ITIMER_REAL, &every_millisecond, nullptr);
    }
    ~Alarms() {
        const itimerval never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &before_, nullptr);
    }
    Alarms(const Alarms&) = delete;
    Alarms& operator=(const Alarms&) = delete;

private:
    struct sigaction before_ = {};
};

}  // namespace

TEST_CASE("the addresses are tried side by side, and silent ones end the race after a while") {
    Listener other, silent(address_of("127.0.0.9", other.port()));  // nobody else has ports of 127.0.0.9
    if (!silent.fill()) {
        MESSAGE("skipped: the queue of this system never fills");
        return;
    }
    const Url url{"127-0-0-9.127-0-0-1.test", silent.port()};
    OpenSockets sockets;
    Resolver resolver;
    {
        Alarms signals;
        CHECK(resolver(url) == silent.address);  // the other refuses
    }
    CHECK(alarms > 20);  // so it waited, although each of them interrupted it
    resolver.forget(url);
    other.listen(1);
    CHECK(resolver(url) == other.address);
    CHECK(sockets.most == 2);
    CHECK(sockets.open.empty());
}

TEST_CASE("an address that dies stays chosen until it is forgotten") {
    Listener second, first(address_of("127.0.0.9", second.port()));
    first.listen(1);
    const Url url{"127-0-0-9.127-0-0-1.test", first.port()};
    Resolver resolver;
    CHECK(resolver(url) == first.address);
    first.socket.close();
    second.listen(1);
    CHECK(resolver(url) == first.address);
    resolver.forget(url);
    CHECK(resolver(url) == second.address);
}

TEST_CASE("without a descriptor to try with, the resolver says so, and chooses nothing") {
    Listener second, first(address_of("127.0.0.9", second.port()));
    first.listen(4);
    second.listen(4);
    const Url url{"127-0-0-9.127-0-0-1.test", first.port()};
    CHECK(in_child([&] {
        rlimit usual{};
        ::getrlimit(RLIMIT_NOFILE, &usual);
        Resolver resolver;
        bool is_named = false;
        const auto next = static_cast<rlim_t>(Socket(::dup(first.socket.fd())).fd());
        const rlimit one_more{next + 1, usual.rlim_max};  // for two addresses
        ::setrlimit(RLIMIT_NOFILE, &one_more);
        try {
            resolver(url);
        } catch (const std::system_error& error) {
            is_named = error.code() == std::errc::too_many_files_open;
        }
        ::setrlimit(RLIMIT_NOFILE, &usual);
        return is_named && resolver(url) == first.address;
    }));
}
#endif
