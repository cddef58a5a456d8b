// Chapter 08's tests of the queue and the workers: the article's mistakes 25 to 32, by number.
#include "queue.hpp"

#include <doctest/doctest.h>

#include <ctime>
#include <deque>
#include <string>
#include <vector>

#include "async_worker.hpp"
#include "common/testing/growth.hpp"
#include "common/testing/nothing_left.hpp"
#include "common/testing/out_of_memory.hpp"
#include "from_07/async.hpp"
#include "from_07/task.hpp"

using namespace std::chrono_literals;

namespace {

Coroutine<int> give_back(int item) { co_return item; }

Coroutine<int> sleep_and_give_back(int item) {
    co_await sleep_for(1ms);
    co_return item;
}

Coroutine<int> fail_at_3(int item) {
    co_await sleep_for(1ms);
    if (item == 3) throw std::runtime_error("three");
    co_return item;
}

Coroutine<void> take_into(Queue<int>& queue, std::vector<int>& taken) {
    for (;;) {
        std::optional<int> item = co_await queue.get();
        if (!item) co_return;
        taken.push_back(*item);
        queue.task_done();
    }
}

}  // namespace

TEST_CASE("08: mistakes 25 and 26: a worker that finds the queue empty sleeps, and wakes when something is put in") {
    NothingLeft nothing_left;
    EventLoop loop;
    Queue<int> queue;
    std::vector<int> taken;
    Task<void> worker(loop, take_into(queue, taken));
    auto feed = [](Queue<int>& queue_) -> Coroutine<void> {
        co_await sleep_for(1ms);  // now the worker sleeps
        for (int i = 1; i <= 3; ++i) co_await queue_.put(i);
        co_await queue_.join();
        queue_.close();
    };
    loop.run_until_complete(feed(queue));
    while (!worker.done()) loop.run_once();
    CHECK(taken == std::vector{1, 2, 3});
}

TEST_CASE("08: to destroy many tasks that wait in a queue takes no longer for each than to destroy a few") {
    auto ticks_to_destroy = [](std::size_t count) {
        EventLoop loop;
        Queue<int> queue;
        std::vector<int> taken;
        std::deque<Task<void>> workers;
        while (workers.size() < count) workers.emplace_back(loop, take_into(queue, taken));
        loop.run_once();
        queue.put_now(1);  // one of them is woken: if it ends first, it wakes the next one, and so on
        const std::clock_t before = std::clock();
        workers.clear();
        return std::clock() - before;
    };
    check_that_it_is_not_squared(ticks_to_destroy);
}

TEST_CASE("08: mistake 27: what a result callback puts in is done too, even for the last item") {
    AsyncWorker<int, int> worker(sleep_and_give_back, 3);
    std::vector<int> done;
    worker.add_result_callback([&](int, int& value) {
        done.push_back(value);
        if (value < 5) worker.put(value + 1);
    });
    worker.put(1);
    worker.work();
    CHECK(done == std::vector{1, 2, 3, 4, 5});
}

TEST_CASE("08: mistakes 28 and 30: without an item, work() returns at once, and idle workers end") {
    NothingLeft nothing_left;
    AsyncWorker<int, int> worker(give_back, 20);
    worker.work();
    int done = 0;
    worker.add_result_callback([&](int, int&) { ++done; });
    for (int i = 0; i < 15; ++i) worker.put(i);  // fewer items than workers
    worker.work();
    CHECK(done == 15);
    CHECK(worker.loop().tasks() == 0);
}

TEST_CASE("08: mistake 29: an item that throws loses only that item") {
    AsyncWorker<int, int> worker(fail_at_3, 2);
    int sum = 0;
    std::string failed;
    worker.add_result_callback([&](int, int& value) { sum += value; });
    worker.add_error_callback([&](int item, std::exception_ptr error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            failed += std::to_string(item) + " " + e.what();
        }
    });
    for (int i = 1; i <= 5; ++i) worker.put(i);
    worker.work();
    CHECK(sum == 12);
    CHECK(failed == "3 three");
}

TEST_CASE("08: mistake 31: a worker has a queue, and can run again and again") {
    AsyncWorker<int, int> worker(give_back, 2);
    int sum = 0;
    worker.add_result_callback([&](int, int& value) { sum += value; });
    for (int i = 1; i <= 3; ++i) {
        worker.put(i);
        worker.work();
    }
    CHECK(sum == 6);
}

TEST_CASE("08: mistake 32: a full queue makes put wait") {
    EventLoop loop;
    Queue<int> queue(2);
    std::size_t largest = 0;
    int put = 0;
    auto producer = [](Queue<int>& queue_, int& put_) -> Coroutine<void> {
        for (int i = 0; i < 10; ++i) {
            co_await queue_.put(i);
            ++put_;
        }
        queue_.close();
    };
    Task<void> producing(loop, producer(queue, put));
    auto consumer = [](Queue<int>& queue_, std::size_t& largest_) -> Coroutine<int> {
        int got = 0;
        for (;;) {
            co_await sleep_for(1ms);
            largest_ = std::max(largest_, queue_.size());
            std::optional<int> item = co_await queue_.get();
            if (!item) co_return got;
            CHECK(*item == got);  // in order
            ++got;
        }
    };
    CHECK(loop.run_until_complete(consumer(queue, largest)) == 10);
    CHECK(put == 10);
    CHECK(largest == 2);
}

TEST_CASE("08: close wakes everything that waits in get or put") {
    EventLoop loop;
    Queue<int> queue(1);
    auto get = [](Queue<int>& queue_) -> Coroutine<bool> {
        std::optional<int> item = co_await queue_.get();
        co_return item.has_value();
    };
    auto put_two = [](Queue<int>& queue_) -> Coroutine<std::string> {
        std::string said;
        try {
            co_await queue_.put(1);
            co_await queue_.put(2);
        } catch (const std::logic_error& error) {
            said = error.what();
        }
        co_return said;
    };
    auto close = [](Queue<int>& queue_) -> Coroutine<void> {
        co_await sleep_for(1ms);
        queue_.close();
    };
    Task<std::string> putting(loop, put_two(queue));
    loop.run_until_complete(close(queue));
    while (!putting.done()) loop.run_once();
    CHECK(putting.result() == "the queue is closed");
    CHECK(loop.run_until_complete(get(queue)));   // what was in the queue is returned
    CHECK(!loop.run_until_complete(get(queue)));  // and then no value
    CHECK_THROWS_AS(queue.put_now(3), std::logic_error);
}

TEST_CASE("08: a wake-up for a task that is cancelled goes to the next one") {
    NothingLeft nothing_left;
    EventLoop loop;
    Queue<int> queue;
    std::vector<int> first_taken, second_taken;
    Task<void> first(loop, take_into(queue, first_taken)), second(loop, take_into(queue, second_taken));
    auto sleep = []() -> Coroutine<void> { co_await sleep_for(1ms); };
    loop.run_until_complete(sleep());  // both sleep in get()
    queue.put_now(7);                  // wakes the first
    first.cancel();                    // before it can run
    loop.run_until_complete(queue.join());
    CHECK(first_taken.empty());
    CHECK(second_taken == std::vector{7});
    CHECK_THROWS_AS(queue.task_done(), std::logic_error);
}

TEST_CASE("08: an item is delivered or still in the queue, whichever task is cancelled, and whenever") {
    NothingLeft nothing_left;
    auto take = [](Queue<int>& queue, int& taken, Clock::duration time) -> Coroutine<void> {
        try {
            std::optional<int> item = co_await with_timeout(time, queue.get());
            if (item) ++taken;
        } catch (const DeadlinePassed&) {}
    };
    // The item arrives, and `turns` turns of the loop later the task that takes it is cancelled.
    for (int turns = 0; turns < 5; ++turns) {
        EventLoop loop;
        Queue<int> queue;
        int taken = 0;
        Task<void> taking(loop, take(queue, taken, 1h));
        loop.run_until_complete(sleeping(1ms));
        queue.put_now(1);
        for (int i = 0; i < turns; ++i) loop.run_until_complete(sleeping(0ms));
        taking.cancel();
        CHECK(taken + static_cast<int>(queue.size()) == 1);
    }
    // It arrives in the same turn in which the time is over, before or after that.
    for (bool is_first : {true, false}) {
        EventLoop loop;
        Queue<int> queue;
        int taken = 0;
        std::optional<Timer> put;
        auto put_now = [&] { put.emplace(loop, Clock::now(), [&] { queue.put_now(1); }); };
        if (is_first) put_now();
        Task<void> taking(loop, take(queue, taken, 0ms));
        loop.run_once();
        if (!is_first) put_now();
        loop.run_until_complete(sleeping(1ms));
        CHECK(taking.done());
        CHECK(taken + static_cast<int>(queue.size()) == 1);
    }
}

TEST_CASE("08: a waiter that is cancelled leaves the list, and the next one is woken instead") {
    NothingLeft nothing_left;
    EventLoop loop;
    Waiters waiters;
    int woken = 0;
    auto wait = [](Waiters& waiters_, int& woken_) -> Coroutine<void> {
        co_await waiters_.wait();
        ++woken_;
    };
    auto sleep = []() -> Coroutine<void> { co_await sleep_for(1ms); };
    Task<void> first(loop, wait(waiters, woken)), second(loop, wait(waiters, woken)), third(loop, wait(waiters, woken));
    loop.run_until_complete(sleep());  // all three wait
    first.cancel();
    waiters.wake_one();
    loop.run_until_complete(sleep());
    CHECK(second.done());
    CHECK(woken == 1);
    waiters.wake_all();
    loop.run_until_complete(sleep());
    CHECK(third.done());
    CHECK(woken == 2);
    waiters.wake_one();  // no task waits
}

TEST_CASE("08: an exception from a callback ends the work, and the worker can be used again") {
    AsyncWorker<int, int> worker([](int item) { return give_back(item); }, 3);
    int done = 0;
    bool bad = true;
    worker.add_result_callback([&](int item, int&) {
        if (item == 2 && bad) throw std::runtime_error("from the callback");
        ++done;
    });
    for (int i = 0; i < 10; ++i) worker.put(i);
    CHECK_THROWS_WITH(worker.work(), "from the callback");
    CHECK(worker.queue().unfinished() == 0);
    bad = false;
    done = 0;
    for (int i = 0; i < 10; ++i) worker.put(i);
    worker.work();
    CHECK(done == 10);
}

TEST_CASE("08: whichever allocation fails, the worker can be used again") {
    bool has_failed = true;
    for (long successes = 0; has_failed; ++successes) {
        AsyncWorker<int, int> worker(give_back, 20);
        int done = 0;
        worker.add_result_callback([&](int, int&) { ++done; });
        for (int i = 0; i < 5; ++i) worker.put(i);
        has_failed = runs_out_of_memory(successes, [&] { worker.work(); });  // perhaps after the last item
        done = 0;
        for (int i = 0; i < 5; ++i) worker.put(i);
        worker.work();
        CHECK(done == 5);
    }
}

TEST_CASE("08: a callback may add callbacks") {
    AsyncWorker<int, int> worker(give_back, 2);
    int called = 0;
    auto added = [&](int, int&) { ++called; };
    worker.add_result_callback([&worker, &called, added](int, int&) {
        for (int i = 0; i < 10; ++i) worker.add_result_callback(added);
        called += 100;  // `called` is in this callback, which must not have moved
    });
    worker.put(1);
    worker.work();
    CHECK(called == 110);
}

TEST_CASE("08: a queue without room for an item is refused") {
    CHECK_THROWS_WITH_AS(Queue<int>(0), "a queue needs room for at least one item", std::logic_error);
}

TEST_CASE("08: clear makes room for tasks that wait in put") {
    EventLoop loop;
    Queue<int> queue(2);
    for (int i : {1, 2}) queue.put_now(i);
    auto put = [](Queue<int>& queue_) -> Coroutine<void> { co_await queue_.put(3); };
    Task<void> putting(loop, put(queue));
    loop.run_until_complete(sleeping(1ms));
    CHECK(!putting.done());
    queue.clear();
    loop.run_until_complete(sleeping(1ms));
    CHECK(putting.done());
    CHECK(queue.size() == 1);
}
