// Chapter 05's tests: the selector's edges, the contract with both backends, and many pages at once.
#include "fetch_all.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <tuple>

#include "common/resolver.hpp"
#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/listener.hpp"
#include "common/testing/processes.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

namespace {

struct Pair {
    Pair() { std::tie(ours, theirs) = socket_pair(); }
    void write() { REQUIRE(::send(theirs.fd(), "x", 1, 0) == 1); }
    Socket ours, theirs;
};

Deadline at_once() { return Clock::now(); }
Deadline patience() { return Clock::now() + 60s; }

int run_batch(Selector& selector, Deadline deadline) {
    int called = 0;
    for (const Selector::Ready& ready : selector.select(deadline))
        if (auto callback = selector.callback_of(ready)) {
            callback();
            ++called;
        }
    return called;
}

}  // namespace

TEST_CASE("05: the selector calls those that are ready, and no others") {
    for (Backend backend : {Backend::poll, Backend::select}) {
        Selector selector(backend);
        Pair silent, readable, closed;
        std::string called;
        selector.register_fd(silent.ours.fd(), POLLIN, [&] { called += "silent "; });
        selector.register_fd(readable.ours.fd(), POLLIN, [&] { called += "readable "; });
        selector.register_fd(closed.ours.fd(), POLLIN, [&] { called += "closed "; });
        CHECK(run_batch(selector, at_once()) == 0);
        readable.write();
        closed.theirs.close();  // a hang-up counts too: the next receive returns 0
        CHECK(run_batch(selector, patience()) == 2);
        CHECK(called == "readable closed ");
        CHECK_THROWS_AS(selector.register_fd(silent.ours.fd(), POLLIN, [] {}), std::logic_error);
        CHECK_THROWS_AS(selector.register_fd(-1, POLLIN, [] {}), std::logic_error);
        selector.unregister_fd(readable.ours.fd());
        selector.unregister_fd(readable.ours.fd());  // twice does no harm
        selector.unregister_fd(9999);
        selector.unregister_fd(-1);
        CHECK(run_batch(selector, at_once()) == 1);
    }
}

TEST_CASE("05: while nothing is ready, the selector sleeps until the deadline") {
    for (Backend backend : {Backend::poll, Backend::select}) {
        Selector selector(backend);
        Pair silent;
        selector.register_fd(silent.ours.fd(), POLLIN, [] { FAIL("nothing was sent"); });
        Deadline soon = Clock::now() + 30ms;
        CHECK(run_batch(selector, soon) == 0);
        CHECK(Clock::now() >= soon);
    }
}

// Mistake 14: callbacks change what is registered while the loop goes through the batch of events.
TEST_CASE("05: what a callback unregisters is not called in the same batch") {
    for (Backend backend : {Backend::poll, Backend::select}) {
        Selector selector(backend);
        Pair first, second;
        int calls = 0;
        selector.register_fd(first.ours.fd(), POLLIN, [&] { ++calls, selector.unregister_fd(second.ours.fd()); });
        selector.register_fd(second.ours.fd(), POLLIN, [&] { ++calls, selector.unregister_fd(first.ours.fd()); });
        first.write();
        second.write();
        CHECK(run_batch(selector, patience()) == 1);
        CHECK(calls == 1);
    }
}

TEST_CASE("05: a descriptor that was closed and reused does not get the old one's event") {
    for (Backend backend : {Backend::poll, Backend::select}) {
        Selector selector(backend);
        Pair first, second, silent;
        bool stale = false;
        selector.register_fd(first.ours.fd(), POLLIN, [&] {
            int number = second.ours.fd();
            selector.unregister_fd(number);
            REQUIRE(::dup2(silent.ours.fd(), number) == number);  // the same number, another socket
            selector.register_fd(number, POLLIN, [&] { stale = true; });
        });
        selector.register_fd(second.ours.fd(), POLLIN, [] { FAIL("the old callback"); });
        first.write();
        second.write();
        CHECK(run_batch(selector, patience()) == 1);
        CHECK(!stale);
    }
}

TEST_CASE("05: a callback may unregister itself while it runs") {
    Selector selector;
    Pair pair;
    std::string big(100, 'x');  // a capture that is too large for std::function's own buffer
    selector.register_fd(pair.ours.fd(), POLLIN, [&, big] {
        selector.unregister_fd(pair.ours.fd());
        CHECK(big == std::string(100, 'x'));
    });
    pair.write();
    CHECK(run_batch(selector, patience()) == 1);
}

TEST_CASE("05: a signal during the wait is not an error") {
    struct sigaction action {
    }, before{};
    action.sa_handler = [](int) {};  // without SA_RESTART: the call ends with EINTR
    ::sigaction(SIGALRM, &action, &before);
    for (Backend backend : {Backend::poll, Backend::select}) {
        Selector selector(backend);
        Pair pair;
        selector.register_fd(pair.ours.fd(), POLLIN, [] { FAIL("nothing was sent"); });
        pid_t child = ::fork();
        if (child == 0) {
            for (int i = 0; i < 1000; ++i) {
                ::kill(::getppid(), SIGALRM);
                std::this_thread::sleep_for(1ms);
            }
            ::_exit(0);
        }
        CHECK(selector.select(patience()).empty());  // returns although nothing is ready
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    ::sigaction(SIGALRM, &before, nullptr);
}

TEST_CASE("05: a descriptor beyond FD_SETSIZE is an error with select, but not with poll") {
    if (allow_many_descriptors() <= FD_SETSIZE + 10) return;
    Pair pair;
    Socket high(::fcntl(pair.ours.fd(), F_DUPFD, FD_SETSIZE));
    REQUIRE(high.fd() >= FD_SETSIZE);
    Selector by_select(Backend::select);
    std::string message = "select: descriptor " + std::to_string(high.fd()) + " is beyond its limit of " +
                          std::to_string(FD_SETSIZE) + " (FD_SETSIZE); poll has no such limit";
    CHECK_THROWS_WITH(by_select.register_fd(high.fd(), POLLIN, [] {}), message.c_str());
    Selector by_poll(Backend::poll);
    by_poll.register_fd(high.fd(), POLLIN, [] {});
    pair.write();
    CHECK(run_batch(by_poll, patience()) == 1);
}

// Mistake 8: writable is taken for connected.
TEST_CASE("05: a refused connection becomes writable, and is not taken for a connected one") {
    Listener nobody;  // it does not listen
    CHECK(fetch_all({nobody.url()}, 60s)[0].error == "connect: Connection refused");
}

// Mistake 5: the article's time-out belongs to the whole loop.
TEST_CASE("05: each page has its own deadline, however busy the others are") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 3);
    urls[0].target = "/stall";
    urls[1].target = "/drip?ms=1";  // keeps the loop busy past the other's deadline
    auto pages = fetch_all(urls, 1500ms);
    CHECK(pages[0].error == "receive: the deadline passed");
    CHECK(pages[1].error == "receive: the deadline passed");
    CHECK(pages[2].error == "");
}

TEST_CASE("05: the loop keeps the crawler's contract with poll") {
    check_crawler_contract({[](auto& urls, auto timeout) { return fetch_all(urls, timeout, Backend::poll); }, 100});
}

TEST_CASE("05: the loop keeps the crawler's contract with select") {
    check_crawler_contract({[](auto& urls, auto timeout) { return fetch_all(urls, timeout, Backend::select); }, 100});
}

TEST_CASE("05: without memory, a page fails or all do, and nothing else happens") {
    check_without_memory([](auto& urls, auto timeout) { return fetch_all(urls, timeout); });
}

TEST_CASE("05: a request that is destroyed before its end leaves nothing in the selector") {
    site::SiteProcess practice({.delay = 0ms});
    Selector selector;
    {
        Url url = parse_url(practice.url("/stall"));
        AsyncRequest request(selector, url, [](Page) { FAIL("no page can have arrived"); });
        Resolver resolver;
        request.process(resolver, Clock::now() + 60s);
        CHECK(!selector.is_empty());
    }
    CHECK(selector.is_empty());
}

TEST_CASE("05: 5,000 pages are in flight at once, if the descriptor limit allows it") {
    check_thousands_at_once([](auto& urls, auto timeout) { return fetch_all(urls, timeout); });
}

TEST_CASE("05: beyond the descriptor limit, the error names the limit") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 100);
    CHECK(in_child([&] {
        rlimit limit{50, 50};
        ::setrlimit(RLIMIT_NOFILE, &limit);
        const std::string expected =
            std::string("socket (the limit is 50 descriptors: ulimit -n): ") + std::strerror(EMFILE);
        int came = 0, refused = 0;
        for (const Page& page : fetch_all(urls, 60s)) {
            came += page.error == "";
            refused += page.error == expected;
        }
        return came > 20 && came + refused == 100;
    }));
}
