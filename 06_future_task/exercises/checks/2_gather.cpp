// The checks of exercise 06-2. There is nothing to edit here.
#include "2_gather.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "common/site/process.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

int ended = 0;

Coroutine after(EventLoop& loop, std::chrono::milliseconds time, int value) {
    Future woken(loop);
    loop.call_at(Clock::now() + time, [&] { woken.set_result({}); });
    co_yield woken;
    ++ended;
    if (value < 0) throw std::runtime_error(std::to_string(value));
    co_return value;
}

template <typename... Parts>
std::vector<Coroutine> all(Parts... parts) {
    std::vector<Coroutine> coroutines;
    (coroutines.push_back(std::move(parts)), ...);
    return coroutines;
}

Coroutine wait_for(Future& future) { co_return (co_yield future).result(); }

// Runs the loop until the future is done, and returns its error, or "".
std::string error_of(EventLoop& loop, Future& future) {
    try {
        loop.run_until_complete(all(wait_for(future)))[0]->result();
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST_CASE("its result holds the results in the order of the coroutines") {
    EventLoop loop;
    Gather both(loop, all(after(loop, 20ms, 1), after(loop, 1ms, 2)));
    std::string error = error_of(loop, both);
    REQUIRE_MESSAGE(error == "", "expected two results; seen: " << error << ". What sets the result of the Gather?");
    auto results = std::any_cast<std::vector<std::any>>(both.result());
    REQUIRE(results.size() == 2);
    CHECK_MESSAGE((std::any_cast<int>(results[0]) == 1 && std::any_cast<int>(results[1]) == 2),
                  "expected 1 and 2, in the order of the coroutines; seen: another order");
}

TEST_CASE("the coroutines run side by side") {
    site::SiteProcess practice({.delay = 0ms, .hold = 10});  // answers when there are 10 requests
    const Url url = parse_url(practice.url("/s?wd=1"));
    Resolver resolver;
    EventLoop loop;
    std::vector<Coroutine> pages;
    for (int i = 0; i < 10; ++i) pages.push_back(fetch(loop, url, resolver, Clock::now() + 2s));
    Gather ten(loop, std::move(pages));
    std::string error = error_of(loop, ten);
    CHECK_MESSAGE(error == "", "expected ten pages; seen: " << error << ". Does each begin only when another is done?");
    CHECK(practice.stats().peak_in_flight == 10);
}

TEST_CASE("it waits for all even if two fail, and keeps the first error") {
    for (auto [second, third] : {std::pair{20ms, 10ms}, std::pair{10ms, 20ms}}) {
        EventLoop loop;
        ended = 0;
        Gather four(loop,
                    all(after(loop, 1ms, 1), after(loop, second, -2), after(loop, third, -3), after(loop, 40ms, 4)));
        CHECK_MESSAGE(ended == 0, "expected nothing to run before the loop does; seen: "
                                      << ended << " coroutines have ended in the constructor of Gather");
        std::string error = error_of(loop, four);
        CHECK_MESSAGE(ended == 4, "expected all four to have ended when the Gather is done; seen: "
                                      << ended << ". What do the others call if it is destroyed before them?");
        const std::string first = second < third ? "-2" : "-3";
        CHECK_MESSAGE(error == first,
                      "expected the error " << first << ", which was the first; seen: \"" << error << "\"");
    }
}

TEST_CASE("it is done as soon as the last task is") {
    EventLoop loop;
    ended = 0;
    Gather two(loop, all(after(loop, 1ms, 1), after(loop, 5ms, 2)));
    int late = 0;  // turns of the loop after the last task has ended
    std::function<void()> count = [&] {
        if (two.done() || late == 1000) return loop.close();
        late += ended == 2;
        loop.call_soon(count);
    };
    loop.call_soon(count);
    loop.run_forever();
    CHECK_MESSAGE(late <= 10, "expected the end of the last task to make the Gather done; seen: "
                                  << late
                                  << " turns of the loop later. Do not ask the tasks again and again: let them call");
}

TEST_CASE("without any coroutine, it is done at once") {
    EventLoop loop;
    Gather none(loop, {});
    std::string error = error_of(loop, none);
    CHECK_MESSAGE(error == "", "expected an empty result; seen: " << error << ". Whose callback would have set it?");
}
