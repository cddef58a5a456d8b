// Exercise 07-2: a fiber waits for a coroutine. (thirty minutes)
// co_await works in a coroutine only, and a fiber is none: so far the chapter's two kinds cannot use one another. Build
// the bridge. wait_for, called in a fiber, pauses it until the coroutine has ended, and returns what that returned, or
// throws what that threw. Then even a std::max_element can wait for its pages, and other fibers run meanwhile.
#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch.hpp"
#include "fibers/fetch.hpp"
#include "fibers/fiber.hpp"

using namespace std::chrono_literals;

// The bridge: only a coroutine can await the task, and only the loop may resume the fiber. (Resumed from within this
// coroutine, the fiber would end while it stands on top of it, and take the coroutine's task along.)
template <typename T>
Coroutine<void> resume_after(Task<T>& task, Fiber& fiber) {
    try {
        co_await task;
    } catch (...) {  // wait_for asks the task for it
    }
    EventLoop& loop = co_await ThisLoop();
    loop.call_soon([&fiber] { fiber.resume(); });
}

template <typename T>
T wait_for(EventLoop& loop, Coroutine<T> coroutine) {
    Task<T> task(loop, std::move(coroutine));
    Task<void> bridge(loop, resume_after(task, *Fiber::current()));
    // The loop runs, and with it the two tasks. (The other way, to run the loop right here until the task is done,
    // looks shorter. But then the fibers that it resumes lie on top of this one, which goes on last.)
    Fiber::pause();
    return task.result();
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// Runs all of the functions, each in a fiber of its own. Gives what went wrong, or "".
std::string run(EventLoop& loop, std::vector<std::function<void()>> functions) {
    std::string wrong;
    try {
        run_in_fibers(loop, functions.size(), [&](std::size_t i) {
            try {
                functions[i]();
            } catch (const std::exception& error) {
                wrong = error.what();
            }
        });
    } catch (const std::exception&) {
        wrong = "a fiber is paused, and nobody will resume it";
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

TEST_CASE("a fiber goes on as soon as its own coroutine is done, whoever else waits longer") {
    EventLoop loop;
    Future<void> told;
    std::string wrong = run(loop, {[&] {
                                       wait_for(loop, sleep_for(1ms));
                                       told.set_result();
                                   },
                                   [&] { wait_for(loop, await_it(told)); }});
    CHECK_MESSAGE(wrong == "", "the first fiber sleeps, and then sets what the second one waits for; seen: "
                                   << wrong
                                   << ". Does the second one run in a loop inside the loop, on top of the "
                                      "first one's stack? Then the first one can't go on.");
}

TEST_CASE("ordinary code, called by a standard algorithm, waits for pages, and ten fibers do so at once") {
    site::SiteProcess practice({.delay = 0ms, .hold = 10});  // answers when ten requests are there at once
    EventLoop loop;
    Resolver addresses;
    Deadline deadline = Clock::now() + 3s;
    auto size_of = [&](const Url& url) { return wait_for(loop, fetch(url, addresses, deadline)).body.size(); };
    std::vector<Url> urls = search_urls(practice, 2);
    auto work = [&] { return std::ranges::max_element(urls, {}, size_of); };
    std::string wrong = run(loop, std::vector<std::function<void()>>(10, work));
    CHECK_MESSAGE(wrong == "", "expected ten pages in flight at once; seen: " << practice.stats().peak_in_flight
                                                                              << ", and: " << wrong);
}

TEST_CASE("a fiber that waits costs no processor time") {
    EventLoop loop;
    std::clock_t before = std::clock();
    std::string wrong = run(loop, {[&] { wait_for(loop, sleep_for(200ms)); }});
    double busy = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    CHECK(wrong == "");
    CHECK_MESSAGE(busy < 0.02, "expected a wait of 0.2 seconds without work; seen: "
                                   << busy << " seconds of work. Don't ask the task again and again: let it call you.");
}
