// Chapter 03's tests: the contract, workers that die, frames of every size, and nothing left behind.
#include "fetch_all.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "common/testing/crawler_contract.hpp"
#include "common/testing/out_of_memory.hpp"
#include "common/testing/processes.hpp"
#include "frame.hpp"
#include "worker.hpp"

using namespace std::chrono_literals;

namespace {

std::vector<Url> numbered_urls(int count) { return search_job(Url{"127.0.0.1", 9, "/"}, count).start; }

Page page_with_body(const Url& url, std::string body) {
    return Page{url, Response{200, {{"x", "y"}}, std::move(body)}};
}

}  // namespace

TEST_CASE("03: a pool of four processes keeps the crawler's contract") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, timeout, 4);
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("03: results are in order, however large") {
    auto urls = numbered_urls(7);
    auto size = [](const Url& url) { return static_cast<std::size_t>(url.target.back() - '0') * 1'000'000; };
    auto pages =
        map_in_processes([&](const Url& url) { return page_with_body(url, std::string(size(url), 'x')); }, urls, 3);
    REQUIRE(pages.size() == 7);
    for (std::size_t i = 0; i < 7; ++i) {
        CHECK(pages[i].url == urls[i]);
        CHECK(pages[i].response.body.size() == size(urls[i]));
    }
}

TEST_CASE("03: a worker that dies or throws costs its current page, and the page says so") {
    auto deadly = [](const Url& url) {
        if (url.target == "/s?wd=2") std::raise(SIGKILL);
        if (url.target == "/s?wd=3") ::_exit(7);
        if (url.target == "/s?wd=5") throw std::runtime_error("what it throws");
        return page_with_body(url, "good");
    };
    for (int processes : {1, 2, 4, 20}) {
        CAPTURE(processes);
        auto pages = map_in_processes(deadly, numbered_urls(10), processes);
        REQUIRE(pages.size() == 10);
        CHECK(pages[2].error == "the worker process ended: killed by signal 9");
        CHECK(pages[3].error == "the worker process ended: left with status 7");
        CHECK(pages[5].error == "what it throws");
        for (std::size_t i : {0u, 1u, 4u, 6u, 7u, 8u, 9u}) CHECK(pages[i].response.body == "good");
    }
    CHECK(!has_children());
}

TEST_CASE("03: a slow page holds up no other page, and a worker that has ended is waited for at once") {
    auto [near, far] = socket_pair();
    // Page 0 is not done before all others are; the worker of page 3 dies meanwhile. A process that its parent has
    // waited for no longer has an ID.
    auto function = [&, &done = near, &seen = far](const Url& url) {
        if (url.target == "/s?wd=3") {
            send_all(done, std::to_string(::getpid()) + '\n', Deadline::max());
            ::_exit(7);
        }
        if (url.target != "/s?wd=0") {
            send_all(done, "p\n", Deadline::max());
            return page_with_body(url, "quick");
        }
        std::string text;
        std::array<char, 64> buffer;
        while (std::count(text.begin(), text.end(), '\n') < 9) {
            std::size_t count = receive(seen, buffer, Clock::now() + 10s);
            text.append(buffer.data(), count);
        }
        pid_t dead = static_cast<pid_t>(std::stol(text.substr(text.find_first_of("0123456789"))));
        for (int i = 0; i < 1000 && ::kill(dead, 0) == 0; ++i) std::this_thread::sleep_for(10ms);
        return page_with_body(url, ::kill(dead, 0) == 0 ? "a zombie is left" : "slow");
    };
    auto pages = map_in_processes(function, numbered_urls(10), 2);
    CHECK(pages[0].error == "");
    CHECK(pages[0].response.body == "slow");
    CHECK(pages[3].error == "the worker process ended: left with status 7");
    for (std::size_t i : {1u, 2u, 4u, 5u, 6u, 7u, 8u, 9u}) CHECK(pages[i].response.body == "quick");
}

TEST_CASE("03: a worker that dies between two pages costs one, which says how it died") {
    for (int round = 0; round < 20; ++round) {
        auto doomed = [](const Url& url) {
            if (url.target == "/s?wd=1")
                std::thread([] {
                    std::this_thread::sleep_for(20us);  // about the time when the page is on its way
                    std::raise(SIGKILL);
                }).detach();
            return page_with_body(url, "good");
        };
        int lost = 0;
        for (const Page& page : map_in_processes(doomed, numbered_urls(5), 1)) {
            if (page.error.empty()) continue;
            CHECK(page.error == "the worker process ended: killed by signal 9");
            ++lost;
        }
        CHECK(lost <= 1);
    }
}

TEST_CASE("03: if a second process cannot be started, the first one does all the work") {
    CHECK(in_child([] {
        // Each worker takes four descriptors, two of them only briefly: there are enough for one, but not for two.
        const int before = holdings().descriptors;
        rlimit few{};
        ::getrlimit(RLIMIT_NOFILE, &few);
        few.rlim_cur = static_cast<rlim_t>(before + 5);
        ::setrlimit(RLIMIT_NOFILE, &few);
        bool right = true;
        for (const Page& page : map_in_processes([](const Url& url) { return Page{url, {}}; }, numbered_urls(9), 3))
            right = right && page.error.empty();
        return right;
    }));
}

TEST_CASE("03: a worker holds its own ends of its own two pairs, and nothing of its siblings'") {
    Holdings before = holdings();
    auto count = [](const Url& url) { return page_with_body(url, std::to_string(holdings().descriptors)); };
    for (const Page& page : map_in_processes(count, numbered_urls(6), 6))
        CHECK(page.response.body == std::to_string(before.descriptors + 2));
    CHECK(holdings() == before);
}

TEST_CASE("03: when the parent dies, its workers do not live on") {
    std::array<int, 2> ends;
    REQUIRE(::pipe(ends.data()) == 0);
    pid_t parent = ::fork();
    if (parent == 0) {
        // The workers hold the pipe's writing end, so the test's last read() returns 0 when all of them are gone.
        ::close(ends[0]);
        map_in_processes(
            [&](const Url& url) -> Page {
                if (::write(ends[1], "x", 1) < 0) ::_exit(1);
                for (;;) ::pause();
                return Page{url, {}};
            },
            numbered_urls(3), 3);
        ::_exit(0);
    }
    ::close(ends[1]);
    char byte;
    for (int i = 0; i < 3; ++i) REQUIRE(::read(ends[0], &byte, 1) == 1);  // all three are at work
    ::kill(parent, SIGKILL);
    CHECK(::read(ends[0], &byte, 1) == 0);  // would hang here if one of them stayed
    ::close(ends[0]);
    ::waitpid(parent, nullptr, 0);
}

#ifndef __SANITIZE_THREAD__  // which ends a child that was forked beside other threads
TEST_CASE("03: two pools used from two threads both end, and so does a pool within a worker") {
    const std::vector<Url> urls(6, Url{"127.0.0.1"});
    auto work = [](const Url& url) {
        std::this_thread::sleep_for(5ms);
        return Page{url, {}};
    };
    CHECK(in_child([&] {
        ::alarm(60);  // a worker that outlives its pool would never be waited for
        auto pools = [&] {
            for (int i = 0; i < 10; ++i) map_in_processes(work, urls, 6);
        };
        std::thread one(pools), other(pools);
        one.join();
        other.join();
        auto inner = [&](const Url& url) { return map_in_processes(work, {url}, 2).at(0); };
        for (const Page& page : map_in_processes(inner, urls, 2))
            if (page.failed()) return false;
        return true;
    }));
}
#endif

TEST_CASE("03: whichever allocation fails, it costs pages or throws, and no worker is left") {
    auto fetch = [] {
        map_in_processes([](const Url& url) { return page_with_body(url, "good"); }, numbered_urls(3), 2);
    };
    for (long successes = 0; runs_out_of_memory(successes, fetch);) ++successes;
    CHECK(!has_children());
}

TEST_CASE("03: if there are no processes left, the pages say so") {
    CHECK(in_child([] {
        if (::setuid(65534) != 0 && ::getuid() == 0) return true;  // the limit does not bind root
        rlimit none{0, 0};
        ::setrlimit(RLIMIT_NPROC, &none);
        bool right = true;
        for (const Page& page : map_in_processes([](const Url& url) { return Page{url, {}}; }, numbered_urls(3), 2))
            right = right && page.error == "fork: Resource temporarily unavailable";
        return right;
    }));
}

TEST_CASE("03: a page survives packing, and a damaged pack is an error") {
    Page page{parse_url("http://example.com/x"), Response{404, {{"a", ""}, {"b", std::string("\0\xff", 2)}}, "body"},
              "why"};
    std::string bytes = pack(page);
    Page back = unpack(page.url, bytes);
    CHECK(back.url == page.url);
    CHECK(back.error == page.error);
    CHECK(back.response.status == 404);
    CHECK(back.response.fields == page.response.fields);
    CHECK(back.response.body == "body");
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_THROWS(unpack(page.url, std::string_view(bytes).substr(0, size)));
    CHECK_THROWS(unpack(page.url, bytes + "x"));
}

TEST_CASE("03: a frame with fewer bytes than it promises takes no memory for the rest, and is not a frame") {
    auto [near, far] = socket_pair();
    send_all(near, std::string(8, '\x7f') + "and then little", Deadline::max());  // nine billion billion bytes
    near.close();
    CHECK(!receive_frame(far));
}

TEST_CASE("03: a side that has closed sends no more frames, even if ours are still unread, and takes none") {
    auto [near, far] = socket_pair();
    send_frame(far, "never read");
    near.close();
    CHECK(!receive_frame(far));
    send_frame(far, "thrown away");
    CHECK(!receive_frame(far));
}
