// The checks of exercise 06-3. There is nothing to edit here.
#include "3_cancel.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "common/site/process.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

Coroutine wait_for(Future& future) { co_return (co_yield future).result(); }

// Runs the loop until the future is done, and returns its error, or "".
std::string error_of(EventLoop& loop, Future& future) {
    std::vector<Coroutine> waiting;
    waiting.push_back(wait_for(future));
    try {
        loop.run_until_complete(std::move(waiting))[0]->result();
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

TEST_CASE("cancelling a page that never arrives closes its socket, and the loop goes on") {
    site::SiteProcess practice({.delay = 0ms});
    Url stall = parse_url(practice.url("/stall")), good = parse_url(practice.url("/s?wd=1"));
    Resolver resolver;
    EventLoop loop;
    CancellableTask task(loop, fetch(loop, stall, resolver, Clock::now() + 3s));
    CancellableTask neighbour(loop, fetch(loop, good, resolver, Clock::now() + 3s));
    CHECK(error_of(loop, neighbour) == "");
    CHECK(!task.done());
    task.cancel();
    std::string error = error_of(loop, task);
    CHECK_MESSAGE(error == "cancelled", "expected Cancelled from waiting for the task; seen: " << error);
    CHECK_MESSAGE(loop.selector().is_empty(),
                  "expected a closed socket; seen: it is still registered. It "
                  "lives in the coroutine's frame: what destroys that?");
}

TEST_CASE("if what it waited for happens after all, nothing follows") {
    EventLoop loop;
    Future late(loop);
    CancellableTask task(loop, wait_for(late));
    loop.call_soon([&] { task.cancel(), task.cancel(); });  // twice does no harm
    std::string error = error_of(loop, task);
    CHECK_MESSAGE(error == "cancelled", "expected one cancellation; seen: " << error);
    late.set_result(1);
    error = error_of(loop, late);
    CHECK_MESSAGE(error == "", "expected nothing; seen: the loop ended with \"" << error
                                                                                << "\". What does a future "
                                                                                   "call when it is done?");
}

// A future in the coroutine's frame, as a Readiness is. `place` says where it is, as long as it is there.
struct Inside : Future {
    Inside(EventLoop& loop, Inside*& place) : Future(loop), place_(place) { place_ = this; }
    ~Inside() { place_ = nullptr; }
    Inside*& place_;
};

Coroutine wait_inside(EventLoop& loop, Inside*& place) {
    Inside future(loop, place);
    co_return (co_yield future).result();
}

TEST_CASE("cancelled in the same turn in which what it waits for happens") {
    for (bool is_cancelled_first : {true, false}) {
        EventLoop loop;
        Inside* inside = nullptr;
        CancellableTask task(loop, wait_inside(loop, inside));
        loop.call_soon([&] {
            REQUIRE(inside != nullptr);
            if (is_cancelled_first) task.cancel();
            if (inside != nullptr) inside->set_result(1);
            if (!is_cancelled_first) task.cancel();
        });
        std::string error = error_of(loop, task);
        CHECK_MESSAGE(error == "cancelled", "expected the cancellation to win; seen: " << error);
        CHECK_MESSAGE(inside == nullptr, "expected its frame to be destroyed; seen: it is still there");
    }
}

TEST_CASE("cancelled before its first step it never begins, and after its last step it stays done") {
    EventLoop loop;
    Future ready(loop);
    ready.set_result(1);
    CancellableTask before(loop, wait_for(ready)), after(loop, wait_for(ready));
    before.cancel();
    std::string error = error_of(loop, before);
    CHECK_MESSAGE(error == "cancelled", "expected it to be cancelled before its first step; seen: " << error);
    CHECK(error_of(loop, after) == "");
    CHECK_NOTHROW_MESSAGE(after.cancel(), "expected a task that is done to stay done");
    CHECK(error_of(loop, after) == "");
}

std::weak_ptr<int> frame;  // expires together with the frame that holds it

Coroutine cancel_myself(EventLoop& loop, CancellableTask*& me) {
    auto held = std::make_shared<int>(0);
    frame = held;
    me->cancel();
    CHECK_MESSAGE(!frame.expired(),
                  "expected a coroutine that cancels itself to go on to its next pause; "
                  "seen: its frame was destroyed while it runs. What could do it later?");
    Future never(loop);
    co_yield never;
    FAIL_CHECK("it went on after it was cancelled");
    co_return {};
}

TEST_CASE("a coroutine that cancels itself ends at its next pause") {
    EventLoop loop;
    CancellableTask* me = nullptr;
    CancellableTask task(loop, cancel_myself(loop, me));
    me = &task;
    std::string error = error_of(loop, task);
    CHECK_MESSAGE(error == "cancelled", "expected it to end at its next pause; seen: " << error);
    CHECK_MESSAGE(frame.expired(), "expected its frame to be destroyed at its next pause; seen: it is still there");
}
