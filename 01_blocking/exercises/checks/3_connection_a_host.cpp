// The checks of exercise 01-3. There is nothing to edit here.
#include "3_connection_a_host.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>

#include "common/site/process.hpp"
#include "common/testing/calls.hpp"
#include "common/testing/listener.hpp"

using namespace std::chrono_literals;

void get(KeptConnections& connections, const site::SiteProcess& practice, const std::string& target = "/s?wd=1") {
    try {
        int status = connections.get(parse_url(practice.url(target)), Clock::now() + 5s).status;
        CHECK_MESSAGE(status == 200, "expected the page ", practice.url(target), ", seen status ", status);
    } catch (const std::exception& error) {
        FAIL_CHECK("expected the page ", practice.url(target), ", seen: ", std::string(error.what()));
    }
}

TEST_CASE("two hosts take turns, and each needs one connection") {
    site::SiteProcess a({.delay = 0ms}), b({.delay = 0ms});
    KeptConnections connections(8);
    for (int turn = 0; turn < 10; ++turn)
        for (const site::SiteProcess* practice : {&a, &b}) get(connections, *practice);
    long requests = a.stats().requests + b.stats().requests;
    CHECK_MESSAGE(requests == 20, "expected 20 requests, one per page; seen ", requests);
    long accepted = a.stats().accepted + b.stats().accepted;
    CHECK_MESSAGE(accepted == 2, "expected 2 connections for 20 pages of two hosts, seen ", accepted,
                  ". What happens to the first host's connection when the second is asked?");
}

TEST_CASE("if two connections are kept, a third replaces the one used longest ago") {
    site::SiteProcess a({.delay = 0ms}), b({.delay = 0ms}), c({.delay = 0ms});
    KeptConnections connections(2);
    int most_open = 0;
    {
        Calls calls;
        for (char host : std::string("abacacbcbab")) get(connections, host == 'a' ? a : host == 'b' ? b : c);
        most_open = calls.most_open;
    }
    long open = a.stats().open + b.stats().open + c.stats().open;
    CHECK_MESSAGE(open == 2, "expected 2 connections to be kept, seen ", open, " open ones");
    CHECK_MESSAGE(most_open == 2, "expected never more than 2 open connections, seen ", most_open,
                  " at once. Which must come first: closing the old one, or connecting?");
    long to_a = a.stats().accepted, to_b = b.stats().accepted, to_c = c.stats().accepted;
    CHECK_MESSAGE((to_a == 2 && to_b == 2 && to_c == 1),
                  "the pages are on a, b, a, c, a, c, b, c, b, a, b: b makes room for c, then a for b, then c for a. "
                  "Expected 2 connections to a, 2 to b, 1 to c; seen ",
                  to_a, ", ", to_b, ", ", to_c);
}

TEST_CASE("a connection that the server has closed is replaced, and the other host's is not touched") {
    site::SiteProcess a({.delay = 0ms});
    std::optional<site::SiteProcess> b(site::Config{.delay = 0ms});
    KeptConnections connections(2);
    for (const site::SiteProcess* practice : {&a, &*b}) get(connections, *practice);
    std::uint16_t port = b->port();
    b.emplace(site::Config{.port = port, .delay = 0ms});  // b ends, and starts again at the same address
    for (const site::SiteProcess* practice : {&*b, &a, &*b}) get(connections, *practice);
    for (const char* target : {"/close", "/s?wd=1"}) get(connections, a, target);  // "/close" ends by closing
    CHECK_MESSAGE(b->stats().accepted == 1, "expected one new connection to b, seen ", b->stats().accepted);
    CHECK_MESSAGE(a.stats().accepted == 2, "expected 2 connections to a, one before /close and one after, seen ",
                  a.stats().accepted);
}

TEST_CASE("what a server sends without being asked is not read as the next answer") {
    Listener listener;
    listener.listen(8);
    std::atomic<bool> first_came = false, extra_sent = false, over = false;
    std::thread server([&] {
        auto say = [](const Socket& client, const std::string& body) {
            send_all(client, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body, Clock::now() + 5s);
        };
        std::array<char, 4096> request;
        try {
            wait_until_ready(listener.socket, POLLIN, Clock::now() + 5s, "accept");
            Socket first = listener.accept();
            receive(first, request, Clock::now() + 5s);
            say(first, "first");
            while (!first_came) std::this_thread::sleep_for(1ms);
            say(first, "extra");
            extra_sent = true;
            wait_until_ready(listener.socket, POLLIN, Clock::now() + 5s, "accept");
            Socket second = listener.accept();
            receive(second, request, Clock::now() + 5s);
            say(second, "right");
            while (!over) std::this_thread::sleep_for(1ms);
        } catch (const std::exception&) {
            extra_sent = true;  // the check below says what went wrong
        }
    });
    KeptConnections connections(2);
    std::string bodies;
    try {
        bodies = connections.get(listener.url(), Clock::now() + 5s).body;
        first_came = true;
        while (!extra_sent) std::this_thread::sleep_for(1ms);
        bodies += ", " + connections.get(listener.url(), Clock::now() + 5s).body;
    } catch (const std::exception& error) {
        bodies += std::string(", and then: ") + error.what();
    }
    first_came = over = true;
    server.join();
    CHECK_MESSAGE(bodies == "first, right",
                  "expected the answers \"first\" and, on a new connection, \"right\"; seen: ", bodies,
                  ". Between them the server sent something unasked. What notices that?");
}
