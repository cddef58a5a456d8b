// Chapter 07's tests of the loop and its tasks in rare cases: starvation, ends, cancellation, wrong use.
#include <doctest/doctest.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "async.hpp"
#include "common/testing/allocations.hpp"
#include "common/testing/nothing_left.hpp"
#include "common/testing/processes.hpp"

using namespace std::chrono_literals;

// (Outside the namespace, because g++ would warn about it in the copy that checks the exercise from memory.)
struct CountsCopies {
    CountsCopies() = default;
    CountsCopies(const CountsCopies&) { ++copies; }
    CountsCopies(CountsCopies&&) noexcept {}
    CountsCopies& operator=(const CountsCopies&) = delete;
    CountsCopies& operator=(CountsCopies&&) noexcept { return *this; }
    static inline int copies = 0;
};

namespace {

Coroutine<int> give(int value) { co_return value; }
Coroutine<std::unique_ptr<int>> give_pointer() { co_return std::make_unique<int>(7); }
Coroutine<int> give_soon() {
    co_await sleep_for(1ms);
    co_return 7;
}

Coroutine<CountsCopies> give_counting() { co_return CountsCopies(); }

Coroutine<int> deep(int depth) {
    if (depth == 0) {
        co_await sleep_for(1ms);
        co_return 0;
    }
    int below = co_await deep(depth - 1);
    co_return below + 1;
}

// Calls `work` on a stack of 256 KB, which has no room for a hundred thousand nested calls.
void on_a_small_stack(std::function<void()> work) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 * 1024);
    pthread_t thread;
    auto call = [](void* function) -> void* {
        (*static_cast<std::function<void()>*>(function))();
        return nullptr;
    };
    REQUIRE(pthread_create(&thread, &small, call, &work) == 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&small);
}

}  // namespace

TEST_CASE("07: neither the timers nor the queue can keep the others waiting") {
    EventLoop loop;
    auto [near, far] = socket_pair();
    try_send(near, "x");
    int calls = 0;
    bool soon = false, socket = false;
    loop.selector().register_fd(far.fd(), POLLIN, [&, fd = far.fd()] {
        socket = true;
        loop.selector().unregister_fd(fd);
    });
    std::function<void()> again = [&] { ++calls, loop.call_soon(again); };
    auto sleep = [](int& calls_) -> Coroutine<void> {
        for (;; ++calls_) co_await sleep_for(0s);
    };
    Task<void> at_once(loop, sleep(calls));
    loop.run_once();  // it sleeps for zero time
    loop.call_soon(again);
    loop.call_soon([&] { soon = true; });
    loop.run_once();
    CHECK(soon);
    CHECK(socket);
    CHECK(calls == 2);
}

TEST_CASE("07: what arrived while the loop was busy is in time") {
    EventLoop loop;
    auto [near, far] = socket_pair();
    auto listen = [](const Socket& socket) -> Coroutine<int> {
        co_await Readiness(socket, POLLIN, Clock::now() + 20ms, "receive");
        co_return 1;
    };
    Task<int> task(loop, listen(far));
    loop.call_soon([&, &sender = near] {
        try_send(sender, "x");
        std::this_thread::sleep_for(40ms);  // the deadline passes here
    });
    while (!task.done()) loop.run_once();
    CHECK(task.result() == 1);
}

TEST_CASE("07: a socket that is always ready does not outlive its deadline") {
    EventLoop loop;
    auto [near, far] = socket_pair();
    try_send(near, "x");
    auto listen = [](const Socket& socket, Deadline deadline) -> Coroutine<void> {
        for (;;) co_await Readiness(socket, POLLIN, deadline, "receive");  // and leaves the bytes there
    };
    CHECK_THROWS_AS(loop.run_until_complete(listen(far, Clock::now() + 5ms)), DeadlinePassed);
}

TEST_CASE("07: a sleep for the longest possible time never ends") {
    EventLoop loop;
    CHECK(loop.run_until_complete(with_timeout(Clock::duration::max(), give_soon())) == 7);
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(5ms, sleeping(Clock::duration::max()))), DeadlinePassed);
    CHECK(loop.run_until_complete(with_timeout(std::chrono::seconds::max(), give_soon())) == 7);  // in any unit
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(5ms, sleeping(std::chrono::hours::max()))), DeadlinePassed);
}

TEST_CASE("07: a task for whose turn there is no memory is not made, and the others run") {
    NothingLeft nothing_left;
    EventLoop loop;
    std::array<std::optional<Task<int>>, 100> tasks;
    std::size_t made = 0;
    for (auto& task : tasks) {
        Coroutine<int> one = give(1);
        // Only the queue allocates now, and only now and then. (With some libraries, an empty one must.)
        FailingAllocations failing(0, made > 0 ? 1 : 0);
        try {
            task.emplace(loop, std::move(one));
            ++made;
        } catch (const std::bad_alloc&) {}
    }
    CHECK(made < tasks.size());
    CHECK(loop.tasks() == made);
    loop.run_once();
    for (auto& task : tasks)
        if (task) CHECK(task->result() == 1);
}

TEST_CASE("07: a deep chain ends on a flat stack, in whatever way it ends") {
    NothingLeft nothing_left;
    static constexpr int depth = 100'000;
    on_a_small_stack([] {
        EventLoop loop;
        CHECK(loop.run_until_complete(deep(depth)) == depth);
        CHECK_THROWS_AS(loop.run_until_complete(with_timeout(0ms, deep(depth))), DeadlinePassed);
        Task<int> cancelled(loop, deep(depth));
        loop.run_until_complete(give(0));
        cancelled.cancel();
        Task<int> forgotten(loop, deep(depth));
        loop.run_until_complete(give(0));
    });
}

TEST_CASE("07: the frames of a cancelled chain are destroyed from the innermost outwards") {
    EventLoop loop;
    struct Says {
        std::string& order;
        const char* name;
        ~Says() { order += name; }
    };
    std::string order;
    auto inner = [](std::string& order_) -> Coroutine<void> {
        Says says{order_, "inner "};
        co_await sleep_for(1h);
    };
    auto outer = [](std::string& order_, Coroutine<void> inner_) -> Coroutine<void> {
        Says says{order_, "outer "};
        co_await inner_;
    };
    auto catching = [](std::string& order_, Coroutine<void> outer_) -> Coroutine<void> {
        Says says{order_, "last"};
        try {
            co_await with_timeout(1ms, std::move(outer_));
        } catch (const DeadlinePassed&) {
            order_ += "late ";
        }
    };
    loop.run_until_complete(catching(order, outer(order, inner(order))));
    CHECK(order == "inner outer late last");
    order.clear();
    Task<void> task(loop, outer(order, inner(order)));
    loop.run_until_complete(give(0));
    task.cancel();
    CHECK(order == "inner outer ");
}

TEST_CASE("07: of two nested time limits the shorter one counts, and a failure stays what it is") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto fail = []() -> Coroutine<int> {
        co_await sleep_for(0ms);
        throw Cancelled();
    };
    for (auto [outer, inner] : {std::pair<Clock::duration, Clock::duration>{1ms, 1h}, {1h, 1ms}})
        CHECK_THROWS_AS(loop.run_until_complete(with_timeout(outer, with_timeout(inner, sleeping(1h)))),
                        DeadlinePassed);
    CHECK(loop.run_until_complete(with_timeout(1h, with_timeout(1h, give_soon()))) == 7);
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(1h, fail())), Cancelled);
    CHECK(loop.run_until_complete(with_timeout(0ms, give(7))) == 7);  // it does not have to wait
}

TEST_CASE("07: results are moved, never copied") {
    EventLoop loop;
    CHECK(*loop.run_until_complete(with_timeout(1h, give_pointer())) == 7);
    std::vector<Coroutine<std::unique_ptr<int>>> pointers;
    pointers.push_back(give_pointer());
    CHECK(*loop.run_until_complete(gather(std::move(pointers)))[0].get() == 7);
    loop.run_until_complete(with_timeout(1h, give_counting()));
    CHECK(CountsCopies::copies == 0);
}

TEST_CASE("07: a loop that is destroyed with callbacks that own tasks destroys them all") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto one = std::make_shared<Task<void>>(loop, sleeping(10s));
    auto two = std::make_shared<Task<void>>(loop, sleeping(10s));
    loop.call_soon([one] { one->cancel(); });
    loop.run_until_complete(give(0));
    Timer later(loop, Clock::now() + 5s, [two] { two->cancel(); });
    loop.call_soon([one, two] { one->cancel(); });  // neither of the two is called
}

TEST_CASE("07: a destructor that cancels its own task finds it done") {
    NothingLeft nothing_left;
    EventLoop loop;
    struct Canceller {
        Task<void>* task;
        ~Canceller() { task->cancel(); }
    };
    Task<void>* self = nullptr;
    auto sleep = [](Task<void>*& self_) -> Coroutine<void> {
        co_await sleep_for(0s);
        Canceller canceller{self_};
        co_await sleep_for(1h);
    };
    Task<void> task(loop, sleep(self));
    self = &task;
    loop.run_until_complete(sleeping(1ms));
    task.cancel();
    CHECK_THROWS_AS(task.result(), Cancelled);
}

TEST_CASE("07: a task that cancels itself gets an error") {
    EventLoop loop;
    Task<void>* self = nullptr;
    auto cancelling = [](Task<void>*& self_) -> Coroutine<void> {
        self_->cancel();
        co_return;
    };
    Task<void> task(loop, cancelling(self));
    self = &task;
    loop.run_until_complete(give(0));
    CHECK_THROWS_WITH_AS(task.result(), "a task cannot cancel itself", std::logic_error);
}

TEST_CASE("07: a coroutine can be awaited only once, and awaiting a destroyed future is an error") {
    EventLoop loop;
    auto twice = []() -> Coroutine<int> {
        Coroutine<int> one = give(1);
        int first = co_await one;
        int second = co_await one;
        co_return first + second;
    };
    CHECK_THROWS_WITH_AS(loop.run_until_complete(twice()), "a coroutine can be awaited only once", std::logic_error);

    auto await = [](Coroutine<int>& one) -> Coroutine<int> { co_return co_await one; };
    Coroutine<int> soon = give_soon();
    Task<int> first(loop, await(soon)), second(loop, await(soon));  // the second one while the first still awaits it
    loop.run_until_complete(sleeping(2ms));
    CHECK(first.result() == 7);
    CHECK_THROWS_AS(second.result(), std::logic_error);

    Coroutine<int> moved_from = give(1);
    Coroutine<int> moved_to = std::move(moved_from);
    CHECK_THROWS_AS(loop.run_until_complete(await(moved_from)), std::logic_error);
    CHECK_THROWS_AS(loop.run_until_complete(std::move(moved_from)), std::logic_error);
    CHECK(loop.run_until_complete(std::move(moved_to)) == 1);
    CHECK(loop.tasks() == 2);  // those two

    auto future = std::make_unique<Future<int>>();
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    Task<int> task(loop, waiting(*future));
    loop.run_until_complete(give(0));
    future->set_result(1);  // the task has been woken, but has not run yet
    future.reset();
    loop.run_until_complete(give(0));
    CHECK_THROWS_WITH_AS(task.result(), "the awaited future was destroyed", std::logic_error);
}

TEST_CASE("07: a cancelled task leaves nothing in the future that it awaited") {
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    {
        Task<int> task(loop, waiting(future));
        loop.run_until_complete(give(0));
    }
    future.set_result(1);  // wakes nothing
    CHECK(loop.run_until_complete(waiting(future)) == 1);
}

TEST_CASE("07: a task group ends when all tasks have ended, and the first failure cancels the rest and is thrown") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto held = std::make_shared<int>(0);
    auto count = [](std::shared_ptr<int> held_, Clock::duration time) -> Coroutine<void> {
        co_await sleep_for(time);
        ++*held_;
    };
    auto fail = [](std::string why) -> Coroutine<void> {
        co_await sleep_for(1ms);
        throw std::runtime_error(why);
    };
    TaskGroup<> group(loop);
    loop.run_until_complete(group.wait());  // an empty group has ended
    for (auto time : {0ms, 1ms, 2ms}) group.start(count(held, time));
    loop.run_until_complete(group.wait());
    CHECK(*held == 3);
    CHECK(held.use_count() == 1);

    group.start(count(held, 1h));
    group.start(fail("first"));
    group.start(fail("second"));
    CHECK_THROWS_WITH(loop.run_until_complete(group.wait()), "first");
    CHECK(held.use_count() == 1);  // the task that sleeps for an hour is gone
    CHECK(loop.tasks() == 0);

    group.start(count(held, 0ms));  // the group can be used again
    loop.run_until_complete(group.wait());
    CHECK(*held == 4);
}

TEST_CASE("07: a failure before wait() is thrown too, and destroying a group cancels its tasks") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto fail = []() -> Coroutine<void> {
        throw std::runtime_error("early");
        co_return;
    };
    {
        TaskGroup<> group(loop);
        group.start(fail());
        loop.run_until_complete(give(0));
        CHECK_THROWS_WITH(loop.run_until_complete(group.wait()), "early");
        group.start(sleeping(1h));
        CHECK_THROWS_AS(loop.run_until_complete(with_timeout(1ms, group.wait())), DeadlinePassed);
        CHECK(loop.tasks() == 1);
    }
    CHECK(loop.tasks() == 0);
}

TEST_CASE("07: million_sleepers takes a number of sleepers, and nothing else") {
    const std::string program = built("07_million_sleepers ");
    for (const char* wrong : {"0", "-1", "many", "''"}) {
        const int status = std::system((program + wrong + " 2>/dev/null").c_str());
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 2));
    }
    CHECK(std::system((program + "3 >/dev/null").c_str()) == 0);
}
