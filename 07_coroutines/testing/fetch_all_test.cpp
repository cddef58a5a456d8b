// Chapter 07's tests of co_await, gather, with_timeout and cancellation, and the contract.
#include "fetch_all.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "async.hpp"
#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/nothing_left.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

namespace {

Coroutine<int> give(int value) { co_return value; }

Coroutine<int> fail(std::string why) {
    throw std::runtime_error(why);
    co_return 0;
}

Coroutine<int> give_later(Clock::duration time, int value) {
    co_await sleep_for(time);
    co_return value;
}

Coroutine<int> deep(int depth) {
    if (depth == 0) co_return co_await fail("from below");
    int below = co_await deep(depth - 1);
    co_return below + 1;
}

// Ends only when it is cancelled. `held` shows when its frame is gone.
Coroutine<int> hang(EventLoop& loop, std::shared_ptr<int> held) {
    Future<int> never;
    Timer far_away(loop, Clock::now() + 1h, [] {});
    co_return co_await never + *held;
}

}  // namespace

TEST_CASE("07: results and exceptions pass through any depth of awaits") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto sum = []() -> Coroutine<int> {
        int one = co_await give(1);
        int two = co_await give_later(1ms, 2);
        co_return one + two;
    };
    CHECK(loop.run_until_complete(sum()) == 3);
    CHECK_THROWS_WITH(loop.run_until_complete(deep(1000)), "from below");
    auto catching = []() -> Coroutine<std::string> {
        std::string caught;
        try {
            co_await deep(3);
        } catch (const std::runtime_error& error) {
            caught = error.what();
        }
        co_return caught;
    };
    CHECK(loop.run_until_complete(catching()) == "from below");
}

TEST_CASE("07: a million awaits that never suspend do not grow the stack") {
    EventLoop loop;
    auto many = []() -> Coroutine<long> {
        long sum = 0;
        for (int i = 0; i < 1'000'000; ++i) sum += co_await give(1);
        co_return sum;
    };
    CHECK(loop.run_until_complete(many()) == 1'000'000);
}

TEST_CASE("07: several coroutines can await a future, before and after it is done") {
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    Task<int> one(loop, waiting(future)), two(loop, waiting(future));
    auto setting = [](Future<int>& future_) -> Coroutine<void> {
        co_await sleep_for(1ms);
        future_.set_result(7);
    };
    loop.run_until_complete(setting(future));
    CHECK(loop.run_until_complete(waiting(future)) == 7);
    CHECK(one.result() == 7);
    CHECK(two.result() == 7);
    CHECK_THROWS_AS(future.set_result(8), std::logic_error);
}

TEST_CASE("07: gather returns all results in order, and one failure does not lose the others") {
    NothingLeft nothing_left;
    EventLoop loop;
    std::vector<Coroutine<int>> coroutines;
    coroutines.push_back(give_later(20ms, 1));
    coroutines.push_back(fail("two"));
    coroutines.push_back(give_later(1ms, 3));
    auto results = loop.run_until_complete(gather(std::move(coroutines)));
    REQUIRE(results.size() == 3);
    CHECK(results[0].get() == 1);
    CHECK(results[1].failed());
    CHECK_THROWS_WITH(results[1].get(), "two");
    CHECK(results[2].get() == 3);
}

TEST_CASE("07: with_timeout gives up in time, and not before") {
    NothingLeft nothing_left;
    EventLoop loop;
    CHECK(loop.run_until_complete(with_timeout(1h, give_later(1ms, 5))) == 5);
    CHECK_THROWS_WITH(loop.run_until_complete(with_timeout(1h, fail("itself"))), "itself");
    auto held = std::make_shared<int>(0);
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(5ms, hang(loop, held))), DeadlinePassed);
    CHECK(held.use_count() == 1);
    CHECK(loop.tasks() == 0);
}

TEST_CASE("07: cancelling a task destroys its frames and throws to whoever awaits it") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto held = std::make_shared<int>(0);
    Task<int> task(loop, hang(loop, held));
    auto canceller = [](Task<int>& task_) -> Coroutine<std::string> {
        co_await sleep_for(1ms);
        task_.cancel();
        task_.cancel();  // twice does no harm
        std::string heard;
        try {
            co_await task_;
        } catch (const Cancelled& error) {
            heard = error.what();
        }
        co_return heard;
    };
    CHECK(held.use_count() == 2);
    CHECK(loop.run_until_complete(canceller(task)) == "cancelled");
    CHECK(held.use_count() == 1);
    CHECK(loop.run_until_complete(give(1)) == 1);  // the loop can still be used
}

TEST_CASE("07: a task that is cancelled or destroyed before its first step never runs") {
    NothingLeft nothing_left;
    EventLoop loop;
    int ran = 0;
    auto counting = [](int& ran_) -> Coroutine<int> { co_return ++ran_; };
    {
        Task<int> destroyed(loop, counting(ran));
        Task<int> cancelled(loop, counting(ran));
        cancelled.cancel();
    }
    CHECK(loop.run_until_complete(give(1)) == 1);
    CHECK(ran == 0);
}

TEST_CASE("07: a wake-up that is on its way when the task is cancelled wakes nothing") {
    NothingLeft nothing_left;
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    auto task = std::make_unique<Task<int>>(loop, waiting(future));
    loop.run_until_complete(give(0));  // it waits now
    future.set_result(1);              // its wake-up is in the queue
    task.reset();
    CHECK(loop.run_until_complete(give(1)) == 1);
    CHECK(loop.tasks() == 0);
}

TEST_CASE("07: cancelling a page closes its socket") {
    NothingLeft nothing_left;
    site::SiteProcess practice_site({.delay = 0ms});
    Url url = parse_url(practice_site.url("/stall"));
    Resolver resolver;
    EventLoop loop;
    Holdings before = holdings();
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(30ms, fetch(url, resolver, Clock::now() + 60s))),
                    DeadlinePassed);
    CHECK(holdings() == before);
    url.target = "/s?wd=1";
    CHECK(loop.run_until_complete(fetch(url, resolver, Clock::now() + 60s)).status == 200);
}

TEST_CASE("07: waiting for something that can never happen is an error, not a sleep for ever") {
    NothingLeft nothing_left;
    EventLoop loop;
    Future<int> never;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    CHECK_THROWS_WITH(loop.run_until_complete(waiting(never)), "a task waits for something that can never happen");
    CHECK(loop.run_until_complete(give(1)) == 1);
}

TEST_CASE("07: a callback may run the loop itself, even if others are behind it in the queue") {
    EventLoop loop;
    int inside = 0, behind = 0;
    Timer runs_the_loop(loop, Deadline{}, [&] { inside = loop.run_until_complete(give(1)); });
    Timer first(loop, Deadline{}, [&] { ++behind; }), second(loop, Deadline{}, [&] { ++behind; });
    loop.run_once();
    CHECK(inside == 1);
    CHECK(behind == 2);
}

TEST_CASE("07: while nothing happens, the loop sleeps") {
    EventLoop loop;
    Task<int> task(loop, give_later(100ms, 1));
    int turns = 0;
    for (; !task.done(); ++turns) loop.run_once();
    CHECK(turns <= 5);
}

// Mistake 46: `await compute()` does not put anything into the loop.
TEST_CASE("07: an await runs in the task that awaits") {
    EventLoop loop;
    auto inner = []() -> Coroutine<std::size_t> {
        co_await sleep_for(1ms);
        co_return (co_await ThisLoop()).tasks();
    };
    auto outer = [](auto inner_) -> Coroutine<std::size_t> { co_return co_await inner_(); };
    CHECK(loop.run_until_complete(outer(inner)) == 1);
}

TEST_CASE("07: coroutines keep the crawler's contract") { check_crawler_contract({fetch_all, 100}); }

TEST_CASE("07: without memory, a page fails or all do, and nothing else happens") { check_without_memory(fetch_all); }

TEST_CASE("07: 5,000 pages are in flight at once, if the descriptor limit allows it") {
    check_thousands_at_once(fetch_all);
}
