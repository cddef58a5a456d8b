// Chapter 07's tests of the awaiter that the README asks its reader to write. They hold for any Gate: they look at who
// passes, and at how often the loop runs a task.
#include "testing/gate.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

#include "async.hpp"

namespace {

using namespace std::chrono_literals;

Coroutine<void> pass(Gate& gate, std::string name, std::string& passed) {
    co_await gate;
    passed += name;
}

}  // namespace

TEST_CASE("07: a task passes an open gate without a pause") {
    EventLoop loop;
    Gate gate;
    gate.open();
    std::string passed;
    Task<void> task(loop, pass(gate, "a", passed));
    loop.run_once();
    CHECK(passed == "a");
    CHECK(task.done());
}

TEST_CASE("07: tasks wait at a closed gate, and pass in their order when it opens") {
    EventLoop loop;
    Gate gate;
    std::string passed;
    Task<void> a(loop, pass(gate, "a", passed)), b(loop, pass(gate, "b", passed)), c(loop, pass(gate, "c", passed));
    loop.run_once();
    CHECK(passed == "");
    CHECK_THROWS_AS(loop.run_once(), std::logic_error);  // nothing is in the ready queue: they sleep, and do not poll
    gate.open();
    CHECK(passed == "");  // open() resumes nobody
    loop.run_once();
    CHECK(passed == "abc");
}

TEST_CASE("07: who waited when a gate opened passes, even if it is closed again at once") {
    EventLoop loop;
    Gate gate;
    std::string passed;
    Task<void> early(loop, pass(gate, "a", passed));
    loop.run_once();
    gate.open();
    gate.close();
    Task<void> late(loop, pass(gate, "b", passed));
    loop.run_once();
    CHECK(passed == "a");
    gate.open();
    loop.run_once();
    CHECK(passed == "ab");
}

TEST_CASE("07: a task may be cancelled at a gate, before it opens and after") {
    EventLoop loop;
    Gate gate;
    std::string passed;
    std::optional<Task<void>> before, after;
    before.emplace(loop, pass(gate, "a", passed));
    after.emplace(loop, pass(gate, "b", passed));
    Task<void> stays(loop, pass(gate, "c", passed));
    loop.run_once();
    before.reset();  // its frame is gone, and the gate must not refer to it any more
    gate.open();
    after.reset();  // it was woken, but has not run
    loop.run_once();
    CHECK(passed == "c");
}

TEST_CASE("07: a wait at a gate may have a time limit") {
    EventLoop loop;
    Gate gate;
    std::string passed;
    CHECK_THROWS_AS(loop.run_until_complete(with_timeout(1ms, pass(gate, "a", passed))), DeadlinePassed);
    gate.open();
    Timer something(loop, Deadline{}, [] {});  // for the loop to do
    loop.run_once();
    CHECK(passed == "");
}
