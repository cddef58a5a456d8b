// Chapter 07's tests of the loop and its tasks in rare cases: starvation, ends, cancellation, wrong use.
#include <doctest/doctest.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>

#include "async.hpp"
#include "common/testing/allocations.hpp"
#include "common/testing/growth.hpp"
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
    struct Again : Run {
        int& calls;
        Again(EventLoop& event_loop, int& calls_) : Run(event_loop), calls(calls_) {}
        void step() override { ++calls, wake(); }
    };
    Again again(loop, calls);
    auto sleep = [](int& calls_) -> Coroutine<void> {
        for (;; ++calls_) co_await sleep_for(0s);
    };
    Task<void> at_once(loop, sleep(calls));
    loop.run_once();  // it sleeps for zero time
    again.wake();
    Timer timer(loop, Deadline{}, [&] { soon = true; });
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
    Timer busy(loop, Deadline{}, [&, &sender = near] {
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

TEST_CASE("07: a wake-up needs no memory") {
    NothingLeft nothing_left;
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    std::deque<Task<int>> tasks;
    for (int i = 0; i < 100; ++i) tasks.emplace_back(loop, waiting(future));
    loop.run_until_complete(give(0));  // all of them wait now
    {
        FailingAllocations failing(0, 1'000'000);
        future.set_result(1);
        for (Task<int>& task : tasks) CHECK(!task.done());
        loop.run_once();
        CHECK(!failing.has_failed());
    }
    for (Task<int>& task : tasks) CHECK(task.result() == 1);
}

TEST_CASE("07: what waits for the same time goes on in the order in which it began to wait") {
    EventLoop loop;
    std::string order;
    auto sleep = [](Deadline time, std::string& order_, char name) -> Coroutine<void> {
        co_await Sleep(time);
        order_ += name;
    };
    const Deadline soon = Clock::now() + 1ms;
    std::vector<Coroutine<void>> sleepers;
    for (char name : {'a', 'b', 'c', 'd', 'e', 'f'}) sleepers.push_back(sleep(soon, order, name));
    std::deque<Task<void>> tasks;
    for (std::size_t i : {3u, 5u, 0u, 4u, 1u, 2u}) tasks.emplace_back(loop, std::move(sleepers[i]));
    loop.run_once();  // they wait now, and their frames were made in another order
    std::array<std::optional<Timer>, 3> timers;
    for (std::size_t i : {2u, 0u, 1u}) timers[i].emplace(loop, soon, [&, i] { order += std::to_string(i); });
    timers[0].reset();
    loop.run_until_complete(sleeping(2ms));
    CHECK(order == "dfaebc21");
}

TEST_CASE("07: what a callback throws leaves the loop, and everything else stays for the next turn") {
    NothingLeft nothing_left;
    EventLoop loop;
    int called = 0;
    Timer bad(loop, Deadline{}, [] { throw std::runtime_error("from the callback"); });
    Timer good(loop, Deadline{}, [&] { ++called; });
    Task<int> task(loop, give_soon());
    CHECK_THROWS_WITH(loop.run_until_complete(sleeping(1h)), "from the callback");
    CHECK(called == 0);
    loop.run_until_complete(sleeping(2ms));
    CHECK(called == 1);
    CHECK(task.result() == 7);
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

TEST_CASE("07: to destroy many tasks takes no longer for each than to destroy a few") {
    auto wait_for = [](Future<void>& future) -> Coroutine<void> { co_await future; };
    // Makes `count` tasks wait for one future, and wakes them if `woken`. Returns the time it takes to destroy them.
    auto ticks_to_destroy = [&](std::size_t count, bool woken) {
        EventLoop loop;
        Future<void> future;
        std::deque<Task<void>> tasks;
        while (tasks.size() < count) tasks.emplace_back(loop, wait_for(future));
        loop.run_once();
        if (woken) future.set_result();
        const std::clock_t before = std::clock();
        tasks.clear();
        return std::clock() - before;
    };
    for (bool woken : {false, true}) {
        CAPTURE(woken);
        check_that_it_is_not_squared([&](std::size_t count) { return ticks_to_destroy(count, woken); });
    }
}

TEST_CASE("07: a program that runs out of memory where nothing catches it says so, with status 1") {
    int status = -1;
    const std::string sleepers = built("07_million_sleepers");
    output_of("(ulimit -v 60000 && " + sleepers + " 10) > /dev/null 2>&1", status);
    if (status != 0) {  // a sanitizer reserves terabytes of addresses; macOS has no such limit
        MESSAGE("not tried: addresses cannot be limited here");
        return;
    }
    CHECK(output_of("(ulimit -v 60000 && " + sleepers + ") 2>&1", status) == "07_million_sleepers: out of memory\n");
    CHECK(status == 1);
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
    auto [one_socket, two_socket] = socket_pair();
    EventLoop loop;
    auto one = std::make_shared<Task<void>>(loop, sleeping(10s));
    auto two = std::make_shared<Task<void>>(loop, sleeping(10s));
    auto three = std::make_shared<Task<void>>(loop, [](const Socket& socket) -> Coroutine<void> {
        co_await Readiness(socket, POLLIN, Deadline::max(), "receive");
    }(two_socket));
    loop.run_until_complete(give(0));  // all of them wait
    Timer later(loop, Clock::now() + 5s, [two] { two->cancel(); });
    loop.selector().register_fd(one_socket.fd(), POLLIN, [one, two, three] { one->cancel(); });  // it is never called
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

TEST_CASE("07: a coroutine that is being awaited cannot be moved, and stays where it is") {
    NothingLeft nothing_left;
    static_assert(!std::is_move_assignable_v<Coroutine<int>>);
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    auto await_first = [](std::vector<Coroutine<int>>& all) -> Coroutine<int> {
        Coroutine<int>& first = all.front();
        co_return co_await first;
    };
    std::vector<Coroutine<int>> coroutines;
    coroutines.push_back(waiting(future));
    Task<int> task(loop, await_first(coroutines));
    loop.run_until_complete(give(0));
    CHECK_THROWS_WITH_AS(coroutines.push_back(give(1)), "a coroutine that is being awaited cannot be moved",
                         std::logic_error);
    future.set_result(3);
    loop.run_until_complete(give(0));
    CHECK(task.result() == 3);
    coroutines.push_back(give(1));  // it has ended now
}

TEST_CASE("07: a failure needs an exception") {
    EventLoop loop;
    Future<int> future;
    CHECK_THROWS_AS(future.set_exception(nullptr), std::logic_error);
    CHECK(!future.done());
    future.set_result(1);
    CHECK(future.result() == 1);
    Task<int> task(loop, give_soon());
    CHECK_THROWS_AS(task.cancel(nullptr), std::logic_error);
}

TEST_CASE("07: cancelling a task that awaits another task leaves that one running") {
    NothingLeft nothing_left;
    EventLoop loop;
    Future<int> future;
    auto waiting = [](Future<int>& future_) -> Coroutine<int> { co_return co_await future_; };
    Task<int> awaited(loop, waiting(future));
    auto await = [](Task<int>& task) -> Coroutine<int> { co_return co_await task; };
    Task<int> awaiting(loop, await(awaited)), other(loop, await(awaited));
    loop.run_until_complete(give(0));
    awaiting.cancel();
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(0ms, await(awaited))), DeadlinePassed);
    CHECK(!awaited.done());
    future.set_result(7);
    loop.run_until_complete(sleeping(0ms));
    loop.run_until_complete(sleeping(0ms));
    CHECK(awaited.result() == 7);
    CHECK(other.result() == 7);
    CHECK_THROWS_AS(awaiting.result(), Cancelled);
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
    auto nothing = [](TaskGroup&) -> Coroutine<void> { co_return; };
    loop.run_until_complete(with_task_group(nothing));  // an empty group has ended
    loop.run_until_complete(with_task_group([&](TaskGroup& group) {
        for (auto time : {0ms, 1ms, 2ms}) group.start(count(held, time));
        return nothing(group);
    }));
    CHECK(*held == 3);
    CHECK(held.use_count() == 1);

    auto failing = with_task_group([&](TaskGroup& group) {
        group.start(count(held, 1h));
        group.start(fail("first"));
        group.start(fail("second"));
        return nothing(group);
    });
    CHECK_THROWS_WITH(loop.run_until_complete(std::move(failing)), "first");
    CHECK(held.use_count() == 1);  // the task that sleeps for an hour is gone
    CHECK(loop.tasks() == 0);
}

TEST_CASE("07: a task that fails cancels its group's body and all others at once") {
    NothingLeft nothing_left;
    EventLoop loop;
    Future<void> go;
    std::string order;
    auto fail = [](Future<void>& go_, std::string& order_) -> Coroutine<void> {
        co_await go_;
        order_ += "fails ";
        throw std::runtime_error("the page did not arrive");
    };
    auto wait = [](Future<void>& go_, std::string& order_) -> Coroutine<void> {
        co_await go_;
        order_ += "goes on ";
    };
    auto body = [](TaskGroup& group, Coroutine<void> first, Coroutine<void> second,
                   std::string& order_) -> Coroutine<void> {
        struct Says {
            std::string& order;
            ~Says() { order += "body ends "; }
        } says{order_};
        group.start(std::move(first));
        group.start(std::move(second));
        Future<void> what_the_first_would_set;
        co_await what_the_first_would_set;
        order_ += "body goes on ";
    };
    Task<void> task(
        loop, with_task_group([&](TaskGroup& group) { return body(group, fail(go, order), wait(go, order), order); }));
    loop.run_until_complete(give(0));
    loop.run_until_complete(give(0));
    go.set_result();  // wakes both
    while (!task.done()) loop.run_once();
    CHECK_THROWS_WITH(task.result(), "the page did not arrive");
    CHECK(order == "fails body ends ");
    CHECK(loop.tasks() == 1);  // only `task`
}

TEST_CASE(
    "07: a failure while the body waits for something else is thrown too, and cancelling a group cancels its tasks") {
    NothingLeft nothing_left;
    EventLoop loop;
    auto fail = []() -> Coroutine<void> {
        throw std::runtime_error("early");
        co_return;
    };
    CHECK_THROWS_WITH(loop.run_until_complete(with_task_group([&](TaskGroup& group) {
        group.start(fail());
        return sleeping(1h);
    })),
                      "early");
    auto start_three = [](TaskGroup& group) {
        for (int i = 0; i < 3; ++i) group.start(sleeping(1h));
        return sleeping(0ms);
    };
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(1ms, with_task_group(start_three))), DeadlinePassed);
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
