// Chapter 06's tests: each of the article's mistakes in Future, Task and EventLoop by its number, and the contract.
#include "fetch_all.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>

#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/nothing_left.hpp"
#include "event_loop.hpp"
#include "fetch.hpp"
#include "readiness.hpp"
#include "task.hpp"

using namespace std::chrono_literals;

namespace {

Coroutine give(int value) { co_return value; }

Coroutine fail(std::string why) {
    throw std::runtime_error(why);
    co_return {};
}

Coroutine wait_for(Future& future) { co_return (co_yield future).result(); }

// `held` shows whether its frame still exists.
Coroutine wait_and_hold(Future& future, std::shared_ptr<int> held) {
    (co_yield future).result();
    co_return *held;
}

Coroutine sleep(EventLoop& loop, std::chrono::milliseconds time, int value) {
    Future woken(loop);
    loop.call_at(Clock::now() + time, [&] { woken.set_result(value); });
    co_return (co_yield woken).result();
}

std::vector<Coroutine> all(Coroutine one) {
    std::vector<Coroutine> coroutines;
    coroutines.push_back(std::move(one));
    return coroutines;
}
std::vector<Coroutine> all(Coroutine one, Coroutine two) {
    auto coroutines = all(std::move(one));
    coroutines.push_back(std::move(two));
    return coroutines;
}

int value_of(Future& future) { return std::any_cast<int>(future.result()); }

}  // namespace

TEST_CASE("06: a coroutine that has ended, is running or was moved from cannot go on") {
    Coroutine one = give(1);
    CHECK(one.send() == nullptr);
    CHECK_THROWS_AS(one.send(), std::logic_error);
    CHECK(std::any_cast<int>(one.result()) == 1);
    Coroutine moved_to = std::move(one);
    CHECK_THROWS_AS(one.send(), std::logic_error);

    Coroutine* self = nullptr;
    auto asks_itself = [](Coroutine*& self_) -> Coroutine {
        self_->send();
        co_return {};
    };
    Coroutine asking = asks_itself(self);
    self = &asking;
    CHECK_THROWS_AS(asking.send(), std::logic_error);
    CHECK_THROWS_AS(asking.send(), std::logic_error);  // it ended when it threw
}

TEST_CASE("06: mistakes 1 and 3: the loop ends when the last result is there, and returns all of them in order") {
    EventLoop loop;
    auto done = loop.run_until_complete(all(sleep(loop, 20ms, 1), sleep(loop, 1ms, 2)));
    REQUIRE(done.size() == 2);
    CHECK(value_of(*done[0]) == 1);
    CHECK(value_of(*done[1]) == 2);
    CHECK(loop.run_until_complete({}).empty());
}

TEST_CASE("06: mistake 4: a loop runs again, also after close()") {
    EventLoop loop;
    for (int i = 0; i < 3; ++i) {
        CHECK(value_of(*loop.run_until_complete(all(sleep(loop, 1ms, i)))[0]) == i);
        int turns = 0;
        loop.call_soon([&] { ++turns, loop.close(); });
        loop.run_forever();
        CHECK(turns == 1);
    }
}

TEST_CASE("06: mistakes 5 and 6: each page has its own deadline") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 4);
    urls[0].target = "/stall";
    urls[1].target = "/stall-body";
    urls[2].target = "/drip?ms=1";  // keeps the loop busy all the time
    auto pages = fetch_all(urls, 1500ms);
    for (std::size_t i : {0u, 1u, 2u}) CHECK(pages[i].error == "receive: the deadline passed");
    CHECK(pages[3].error == "");
}

TEST_CASE("06: mistake 7: a task that fails ends itself, and its caller sees why") {
    EventLoop loop;
    auto done = loop.run_until_complete(all(fail("refused"), sleep(loop, 1ms, 2)));
    CHECK_THROWS_WITH(done[0]->result(), "refused");
    CHECK(value_of(*done[1]) == 2);
}

TEST_CASE("06: mistake 9: a future that is done already wakes a coroutine that waits for it") {
    EventLoop loop;
    Future done(loop);
    done.set_result(7);
    CHECK(value_of(*loop.run_until_complete(all(wait_for(done)))[0]) == 7);
    int called = 0;
    done.add_done_callback([&] { called = value_of(done); });
    CHECK(called == 0);  // add_done_callback does not call it either
    loop.run_until_complete(all(give(0)));
    CHECK(called == 7);
}

TEST_CASE("06: mistake 10: a result can be set only once") {
    EventLoop loop;
    Future future(loop);
    CHECK_THROWS_AS(future.result(), std::logic_error);
    future.set_result(1);
    CHECK_THROWS_AS(future.set_result(2), std::logic_error);
    CHECK_THROWS_AS(future.set_exception(std::make_exception_ptr(DeadlinePassed("late"))), std::logic_error);
    CHECK(value_of(future) == 1);
    Future other(loop);
    CHECK_THROWS_WITH_AS(other.set_exception(nullptr), "set_exception needs an exception", std::logic_error);
    CHECK(!other.done());
}

TEST_CASE("06: mistake 11: no coroutine waits for ever without a report") {
    std::ostringstream said;
    auto* before = std::cerr.rdbuf(said.rdbuf());
    auto held = std::make_shared<int>(0);
    {
        EventLoop loop;
        Future never(loop);
        CHECK_THROWS_WITH(loop.run_until_complete(all(wait_and_hold(never, held), give(1))),
                          "a task waits for something that can never happen");
        CHECK(held.use_count() == 2);  // the loop still has the task that waits
    }
    std::cerr.rdbuf(before);
    CHECK(said.str() == "EventLoop: 1 tasks were never finished\n");
    CHECK(held.use_count() == 1);
}

TEST_CASE("06: mistake 12: a task takes its first step in the loop") {
    EventLoop loop;
    int steps = 0;
    auto counting = [](int& steps_) -> Coroutine {
        ++steps_;
        co_return {};
    };
    loop.create_task(counting(steps));
    CHECK(steps == 0);
    loop.run_until_complete({});
    CHECK(steps == 0);
    loop.run_until_complete(all(give(0)));
    CHECK(steps == 1);
}

TEST_CASE("06: mistake 13: callbacks run from the loop, in order, and never one inside another") {
    EventLoop loop;
    Future first(loop), second(loop);
    std::string order;
    first.add_done_callback([&] {
        order += "a(";
        second.set_result({});
        order += ")";
    });
    first.add_done_callback([&] { order += "b"; });
    second.add_done_callback([&] { order += "c"; });
    first.set_result({});
    CHECK(order == "");
    loop.run_until_complete(all(give(0)));
    loop.run_until_complete(all(give(0)));
    CHECK(order == "a()bc");
}

TEST_CASE("06: mistake 13: a chain of 100,000 futures needs no deep stack") {
    EventLoop loop;
    std::deque<Future> chain;
    for (int i = 0; i < 100'000; ++i) chain.emplace_back(loop);
    for (std::size_t i = 0; i + 1 < chain.size(); ++i)
        chain[i].add_done_callback([&, i] { chain[i + 1].set_result({}); });
    chain.front().set_result({});
    loop.run_until_complete(all(wait_for(chain.back())));
    CHECK(chain.back().done());
}

TEST_CASE("06: mistake 16: a task can wait for a task, because a task is a future") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto parent = [](EventLoop& loop_) -> Coroutine {
        Task& one = loop_.create_task(sleep(loop_, 2ms, 20));
        Task& two = loop_.create_task(sleep(loop_, 1ms, 22));
        Task& bad = loop_.create_task(fail("bad"));
        int sum = value_of(co_yield one);
        sum += value_of(co_yield two);  // (g++ 12 miscompiles two co_yields in one expression)
        try {
            (co_yield bad).result();
        } catch (const std::runtime_error&) {
            ++sum;
        }
        co_return sum;
    };
    CHECK(value_of(*loop.run_until_complete(all(parent(loop)))[0]) == 43);
}

TEST_CASE("06: an exception from deep inside is caught at the level that has the try") {
    EventLoop loop;
    Future future(loop);
    auto inner = [](Future& future_) -> Coroutine {
        std::string caught;
        try {
            (co_yield future_).result();
        } catch (const std::runtime_error& error) {
            caught = error.what();
        }
        co_return caught;
    };
    auto outer = [&inner](Future& future_) -> Coroutine {
        Coroutine part = inner(future_);
        while (Future* f = part.send()) co_yield *f;
        co_return part.result();
    };
    loop.call_soon([&] { future.set_exception(std::make_exception_ptr(std::runtime_error("deep"))); });
    auto done = loop.run_until_complete(all(outer(future)));
    CHECK(std::any_cast<std::string>(done[0]->result()) == "deep");
}

TEST_CASE("06: a loop that ends while pages are on their way closes their sockets") {
    NothingLeft nothing_left;
    site::SiteProcess practice_site({.delay = 0ms});
    Url url = parse_url(practice_site.url("/stall"));
    Holdings before = holdings();
    std::ostringstream said;
    auto* standard_error = std::cerr.rdbuf(said.rdbuf());
    {
        Resolver resolver;
        EventLoop loop;
        loop.create_task(fetch(loop, url, resolver, Clock::now() + 60s));
        loop.run_until_complete(all(sleep(loop, 20ms, 0)));
        CHECK(holdings().descriptors > before.descriptors);
    }
    std::cerr.rdbuf(standard_error);
    CHECK(said.str() == "EventLoop: 1 tasks were never finished\n");
    CHECK(holdings() == before);
}

TEST_CASE("06: futures and tasks keep the crawler's contract") { check_crawler_contract({fetch_all, 100}); }

TEST_CASE("06: without memory, a page fails or all do, and nothing else happens") { check_without_memory(fetch_all); }

TEST_CASE("06: 5,000 pages are in flight at once, if the descriptor limit allows it") {
    check_thousands_at_once(fetch_all);
}

TEST_CASE("06: the callbacks of a run's last tasks are called in that run, and later ones in the next") {
    EventLoop loop;
    std::string order;
    Task& task = loop.create_task(give(1));
    auto note = [&](const char* what) {
        return [&order, &task, what] { order += what + std::to_string(value_of(task)); };
    };
    task.add_done_callback(note("a"));
    loop.run_until_complete(all(give(0)));
    CHECK(order == "a1");
    task.add_done_callback(note("b"));  // the loop still has the task
    loop.run_until_complete(all(give(0)));
    CHECK(order == "a1b1");
}

TEST_CASE("06: neither the timers nor the queue can keep the others waiting") {
    EventLoop loop;
    auto [near, far] = socket_pair();
    try_send(near, "x");
    int timers = 0, queued = 0;
    bool soon = false, socket = false;
    loop.selector().register_fd(far.fd(), POLLIN, [&, fd = far.fd()] {
        socket = true;
        loop.selector().unregister_fd(fd);
    });
    auto over = [&] { return (soon && socket) || timers + queued > 1000; };
    std::function<void()> at_once = [&] {
        ++timers;
        if (over()) loop.close();
        else loop.call_at(Clock::now(), at_once);
    };
    std::function<void()> again = [&] {
        ++queued;
        if (!over()) loop.call_soon(again);
    };
    loop.call_at(Clock::now(), at_once);
    loop.call_soon(again);
    loop.call_soon([&] { soon = true; });
    loop.run_forever();
    CHECK(soon);
    CHECK(socket);
    CHECK(timers + queued < 10);
}

TEST_CASE("06: while nothing happens, the loop sleeps") {
    EventLoop loop;
    const auto start = Clock::now();
    const std::clock_t processor = std::clock();
    loop.run_until_complete(all(sleep(loop, 200ms, 0)));
    const double busy = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
    CHECK(busy < std::chrono::duration<double>(Clock::now() - start).count() / 10);
}

TEST_CASE("06: what arrived while the loop was busy is in time") {
    EventLoop loop;
    auto [near, far] = socket_pair();
    Readiness readable(loop, far, POLLIN, Clock::now() + 20ms, "receive");
    loop.call_soon([&, &sender = near] {
        try_send(sender, "x");
        std::this_thread::sleep_for(40ms);  // the deadline passes here
    });
    CHECK_NOTHROW(loop.run_until_complete(all(wait_for(readable)))[0]->result());
}

TEST_CASE("06: timers with the same deadline are called in the order in which they were set") {
    EventLoop loop;
    std::string order;
    const Deadline soon = Clock::now() + 1ms;
    for (char name : {'d', 'f', 'a', 'e', 'b', 'c'}) loop.call_at(soon, [&, name] { order += name; });
    loop.run_until_complete(all(sleep(loop, 2ms, 0)));
    CHECK(order == "dfaebc");
}

TEST_CASE("06: a callback may run the loop itself, even if others are behind it in the queue") {
    EventLoop loop;
    int inside = 0, behind = 0;
    loop.call_soon([&] { inside = value_of(*loop.run_until_complete(all(give(1)))[0]); });
    loop.call_soon([&] { ++behind; });
    loop.call_soon([&] { ++behind; });
    loop.run_until_complete(all(give(0)));
    CHECK(inside == 1);
    CHECK(behind == 2);
}

TEST_CASE("06: what a callback throws leaves the loop, and everything else stays for the next run") {
    EventLoop loop;
    int called = 0;
    loop.call_soon([] { throw std::runtime_error("from the callback"); });
    loop.call_soon([&] { ++called; });
    CHECK_THROWS_WITH(loop.run_until_complete(all(sleep(loop, 1ms, 1))), "from the callback");
    CHECK(called == 0);
    loop.run_until_complete(all(sleep(loop, 2ms, 2)));
    CHECK(called == 1);
}

// The rule for pointers into a frame. The selector and the timers have some, until the future is done or destroyed. The
// queue has none: in each case here a frame is destroyed while the queue holds the callback of a future in it.
TEST_CASE("06: a future in a frame may be destroyed at any moment") {
    NothingLeft nothing_left;
    struct Wait {
        std::pair<Socket, Socket> ends = socket_pair();
        std::optional<Coroutine> coroutine;
        int woken = 0;
    };
    auto receive = [](EventLoop& loop, const Socket& socket, Deadline deadline) -> Coroutine {
        Readiness readable(loop, socket, POLLIN, deadline, "receive");
        (co_yield readable).result();
        co_return {};
    };
    for (auto deadline : {Clock::duration(1h), Clock::duration(1ms)}) {  // the socket comes first, or the timer
        EventLoop loop;
        Wait one, two;
        for (Wait* wait : {&one, &two}) {
            wait->coroutine.emplace(receive(loop, wait->ends.first, Clock::now() + deadline));
            wait->coroutine->send()->add_done_callback([&one, &two, wait] {
                ++wait->woken;
                one.coroutine.reset();  // both futures are done, and the second one's callback is still in the queue
                two.coroutine.reset();
            });
            if (deadline == 1h) try_send(wait->ends.second, "x");
        }
        std::this_thread::sleep_for(2ms);
        loop.run_until_complete(all(give(0)));
        CHECK(one.woken + two.woken == 2);
        CHECK(loop.selector().is_empty());

        one.coroutine.emplace(receive(loop, one.ends.first, Clock::now() + 1h));
        one.coroutine->send();
        one.coroutine.reset();  // nothing has happened yet
        CHECK(loop.selector().is_empty());
        CHECK_THROWS_AS(loop.run_forever(), std::logic_error);  // nor is there a timer
    }
}
