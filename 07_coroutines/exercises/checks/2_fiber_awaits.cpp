// The checks of exercise 07-2. There is nothing to edit here.
#include "2_fiber_awaits.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <list>
#include <string>
#include <vector>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

// Runs each of the functions in its own fiber. Returns the error, or "" without one. Counts the loop's turns.
std::string run(EventLoop& loop, std::vector<std::function<void()>> functions, int* turns = nullptr) {
    std::string wrong;
    std::list<Fiber> fibers;
    std::size_t remaining = functions.size();
    for (auto& function : functions)
        fibers.emplace_back([&] {
            try {
                function();
            } catch (const std::exception& error) {
                wrong = error.what();
            }
            --remaining;
        });
    try {
        for (Fiber& fiber : fibers) fiber.resume();
        while (remaining > 0) {
            loop.run_once();
            if (turns) ++*turns;
        }
    } catch (const std::exception&) {
        wrong = "a fiber is paused, and nothing will resume it";
    }
    return wrong;
}

Coroutine<std::string> give_later(std::string value) {
    co_await sleep_for(1ms);
    if (value == "bad") throw std::runtime_error("a bad value");
    co_return value;
}
Coroutine<void> await_it(Future<void>& future) { co_await future; }

TEST_CASE("what the coroutine returns or throws comes out of wait_for") {
    EventLoop loop;
    std::string seen;
    std::string wrong = run(loop, {[&] {
                                seen += wait_for(loop, give_later("one")) + ", ";
                                try {
                                    wait_for(loop, give_later("bad"));
                                } catch (const std::runtime_error& error) {
                                    seen += error.what();
                                }
                                seen += ", " + wait_for(loop, give_later("two"));
                            }});
    CHECK_MESSAGE(seen == "one, a bad value, two",
                  "expected: one, a bad value, two; seen: " << (wrong.empty() ? seen : seen + "[" + wrong + "]")
                                                            << ". Does wait_for pause before it asks for the result?");
}

TEST_CASE("a fiber goes on as soon as its own coroutine is done, whatever the others wait for") {
    EventLoop loop;
    Future<void> told;
    std::string wrong = run(loop, {[&] {
                                       wait_for(loop, sleeping(1ms));
                                       told.set_result();
                                   },
                                   [&] { wait_for(loop, await_it(told)); }});
    CHECK_MESSAGE(wrong == "", "expected the first fiber to wake up and set what the second one waits for; seen: "
                                   << wrong
                                   << ". Does the second one run in a loop inside the loop, on top of the "
                                      "first one's stack? Then the first one cannot go on.");
}

TEST_CASE("ordinary code, called by a standard algorithm, waits for pages in ten fibers at once") {
    site::SiteProcess practice({.delay = 0ms, .hold = 10});  // answers when it has ten requests at once
    EventLoop loop;
    Resolver resolver;
    Deadline deadline = Clock::now() + 3s;
    auto size_of = [&](const Url& url) { return wait_for(loop, fetch(url, resolver, deadline)).body.size(); };
    std::vector<Url> urls = search_urls(practice, 2);
    auto work = [&] { return std::ranges::max_element(urls, {}, size_of); };
    std::string wrong = run(loop, std::vector<std::function<void()>>(10, work));
    CHECK_MESSAGE(wrong == "", "expected ten pages in flight at once; seen: " << practice.stats().peak_in_flight
                                                                              << ", and: " << wrong);
}

TEST_CASE("a fiber that waits lets the loop sleep") {
    EventLoop loop;
    int turns = 0;
    std::string wrong = run(loop, {[&] { wait_for(loop, sleeping(200ms)); }}, &turns);
    CHECK(wrong == "");
    CHECK_MESSAGE(turns <= 10, "expected a few turns of the loop in a wait of 0.2 seconds; seen: "
                                   << turns << ". Do not ask the task again and again: let its end resume the fiber.");
}
