// Chapter 07's tests of the other kind: fibers, the stackful crawler, and the monkey patch.
#include "fibers/fiber.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/processes.hpp"
#include "fibers/fetch.hpp"

using namespace std::chrono_literals;

namespace {

int pausing_deep_inside(int depth) {
    if (depth == 0) {
        Fiber::pause();
        return 0;
    }
    return pausing_deep_inside(depth - 1) + 1;
}

// Runs the program. Returns 0 if it succeeds.
int run(const std::string& arguments) {
    return std::system((built("07_monkey_patch ") + arguments + " 2>/dev/null").c_str());
}

}  // namespace

TEST_CASE("07: a fiber pauses and goes on, even deep inside a function that knows nothing of it") {
    std::string order;
    int depth = 0;
    Fiber fiber([&] {
        order += "a";
        Fiber::pause();
        order += "b";
        depth = pausing_deep_inside(10);
        order += "c";
    });
    CHECK(Fiber::current() == nullptr);
    for (const char* so_far : {"a", "ab", "abc"}) {
        CHECK(!fiber.done());
        fiber.resume();
        CHECK(order == so_far);
    }
    CHECK(fiber.done());
    CHECK(depth == 10);
}

TEST_CASE("07: a fiber can resume another one, and exceptions stay on their own stack") {
    std::string order;
    Fiber inner([&] {
        try {
            order += "1";
            Fiber::pause();
            throw std::runtime_error("inner");
        } catch (const std::exception& error) {
            order += error.what();
        }
    });
    Fiber outer([&] {
        inner.resume();
        order += "2";
        try {
            throw std::runtime_error("outer");
        } catch (const std::exception& error) {
            order += error.what();
        }
        inner.resume();
    });
    outer.resume();
    CHECK(outer.done());
    CHECK(inner.done());
    CHECK(order == "12outerinner");
}

TEST_CASE("07: a fiber that has ended or runs cannot be resumed, and code outside a fiber cannot pause") {
    CHECK_THROWS_AS(Fiber::pause(), std::logic_error);
    Fiber* self = nullptr;
    int refused = 0;
    auto resume_self = [&] {
        try {
            self->resume();
        } catch (const std::logic_error&) {
            ++refused;
        }
    };
    Fiber inner(resume_self);  // `outer` waits for it to pause, so `outer` counts as running
    Fiber outer([&] {
        resume_self();
        inner.resume();
    });
    self = &outer;
    outer.resume();
    CHECK(refused == 2);
    CHECK(outer.done());
    CHECK_THROWS_AS(outer.resume(), std::logic_error);
}

TEST_CASE("07: when stacks run out, no fiber that exists already is resumed later") {
    CHECK(in_child([] {
        rlimit little{};
        ::getrlimit(RLIMIT_AS, &little);
        little.rlim_cur = 256 * 1024 * 1024;
        ::setrlimit(RLIMIT_AS, &little);
        auto has_stack = [] { return Stack(1024), true; };
        if (!in_child(has_stack)) return true;  // a sanitizer uses more than that already: this cannot be tested
        EventLoop loop;
        int run = 0;
        try {
            run_in_fibers(loop, 1'000'000, [&](std::size_t) { ++run; });
            return false;
        } catch (const std::exception&) {}
        try {
            for (;;) loop.run_once();
        } catch (const std::logic_error&) {  // the loop has nothing to do
        }
        return run == 0;
    }));
}

TEST_CASE("07: what the work of a fiber throws comes out when all have ended") {
    EventLoop loop;
    int ended = 0;
    auto work = [&](std::size_t i) {
        if (i == 0) throw std::runtime_error("first");
        ++ended;
    };
    CHECK_THROWS_WITH(run_in_fibers(loop, 3, work), "first");
    CHECK(ended == 2);
}

TEST_CASE("07: running over the end of a fiber's stack crashes at once") {
    CHECK_FALSE(in_child([] {
        ::signal(SIGSEGV, SIG_DFL);
        ::signal(SIGBUS, SIG_DFL);
        rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        Stack stack(16 * 1024);
        static_cast<volatile char*>(stack.begin())[0] = 1;   // the last byte of the stack
        static_cast<volatile char*>(stack.begin())[-1] = 1;  // one beyond
        return true;
    }));
}

TEST_CASE("07: fibers keep the crawler's contract") { check_crawler_contract({fetch_all_in_fibers, 100}); }

// The site's counters prove what the patch does.
TEST_CASE("07: the monkey patch turns chapter 01's blocking code into pages that overlap") {
    if (!std::filesystem::exists("01_blocking")) return;  // a copy of this chapter alone has no chapter 01 to patch
    {
        site::SiteProcess practice_site({.delay = 0ms, .hold = 50});
        CHECK(run("--patch --quiet --timeout 60 --search 50 " + practice_site.url("/")) == 0);
        CHECK(practice_site.stats().peak_in_flight == 50);
        CHECK(practice_site.stats().requests == 50);
    }
    {
        site::SiteProcess practice_site({.delay = 0ms});
        CHECK(run("--quiet --timeout 60 --search 50 " + practice_site.url("/")) == 0);
        CHECK(practice_site.stats().peak_in_flight == 1);
        CHECK(practice_site.stats().requests == 50);
    }
    {
        site::SiteProcess practice_site({.delay = 0ms, .faults = {{2, "reset"}, {3, "stall"}}});
        CHECK(run("--patch --quiet --timeout 0.5 " + practice_site.url("/top250")) != 0);
        CHECK(practice_site.stats().requests == 10);
    }
}
