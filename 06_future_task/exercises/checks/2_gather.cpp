// Exercise 06-2: gather, a future that is done when many are. (thirty minutes)
// Gather begins coroutines as tasks. Let it be done when the last of them is done, with a std::vector<std::any> as its
// result: theirs, in the order of the coroutines, whatever order they ended in. If some have failed, it still waits for
// all, and then fails with the error that came first. No coroutine is needed for it: add_done_callback is enough.
#include <doctest/doctest.h>

#include "common/site/process.hpp"
#include "fetch.hpp"
#include "task.hpp"

using namespace std::chrono_literals;

class Gather : public Future {
public:
    Gather(EventLoop& loop, std::vector<Coroutine> coroutines) : Future(loop) {
        for (Coroutine& coroutine : coroutines) {
            [[maybe_unused]] Task& task = loop.create_task(std::move(coroutine));
            // TODO: how does this object hear of its end? What must it know then?
        }
        // TODO: who would tell it, if there are no coroutines at all?
    }
};

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

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

// Runs the loop until the future is done, and gives its error, or "".
std::string error_of(EventLoop& loop, Future& future) {
    try {
        loop.run_until_complete(all(wait_for(future)))[0]->result();
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST_CASE("it brings the results, in the order of the coroutines") {
    EventLoop loop;
    Gather both(loop, all(after(loop, 20ms, 1), after(loop, 1ms, 2)));
    std::string error = error_of(loop, both);
    REQUIRE_MESSAGE(error == "", "expected two results; seen: " << error << ". Who sets the result of the Gather?");
    auto results = std::any_cast<std::vector<std::any>>(both.result());
    REQUIRE(results.size() == 2);
    CHECK_MESSAGE((std::any_cast<int>(results[0]) == 1 && std::any_cast<int>(results[1]) == 2),
                  "expected 1 and 2, as the coroutines stand; seen: them as they came");
}

TEST_CASE("they run side by side") {
    site::SiteProcess practice({.delay = 0ms, .hold = 10});  // answers when there are 10 requests
    const Url url = parse_url(practice.url("/s?wd=1"));
    Resolver addresses;
    EventLoop loop;
    std::vector<Coroutine> pages;
    for (int i = 0; i < 10; ++i) pages.push_back(fetch(loop, url, addresses, Clock::now() + 2s));
    Gather ten(loop, std::move(pages));
    std::string error = error_of(loop, ten);
    CHECK_MESSAGE(error == "", "expected ten pages; seen: " << error << ". Is one begun only when another is done?");
    CHECK(practice.stats().peak_in_flight == 10);
}

TEST_CASE("it waits for all, though two fail, and has the error that came first") {
    EventLoop loop;
    ended = 0;
    Gather four(loop, all(after(loop, 1ms, 1), after(loop, 20ms, -2), after(loop, 10ms, -3), after(loop, 40ms, 4)));
    std::string error = error_of(loop, four);
    CHECK_MESSAGE(ended == 4, "expected that all four have ended when the Gather is done; seen: "
                                  << ended << ". Who is called by the others, when it is done and gone before them?");
    CHECK_MESSAGE(error == "-3", "expected the error -3, which came before -2; seen: \"" << error << "\"");
}

TEST_CASE("of nothing, it is done at once") {
    EventLoop loop;
    Gather none(loop, {});
    std::string error = error_of(loop, none);
    CHECK_MESSAGE(error == "", "expected an empty result; seen: " << error << ". Whose callback would have set it?");
}
