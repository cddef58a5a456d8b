// Exercise 03-1: a box for a function that may crash. (ten minutes)
// What reads other people's pages may crash on one of them. So call it in a child process: what it returns comes home,
// and when the child dies instead, in_a_box throws a std::runtime_error that says how ("killed by signal 9").
// As it stands, the child works, and the result is always empty.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "common/testing/crawler_contract.hpp"
#include "frame.hpp"
#include "worker.hpp"

std::string in_a_box(const std::function<std::string()>& function) {
    std::string result;
    Worker worker([&](const Socket&) { result = function(); });  // TODO: into whose memory does this write?
    worker.wait_for_end();
    return result;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// What in_a_box throws, in words; "" when it throws nothing.
std::string complaint_about(const std::function<std::string()>& function) {
    try {
        in_a_box(function);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

TEST_CASE("what the function returns comes home from another process") {
    std::string pid = in_a_box([] { return std::to_string(::getpid()); });
    CHECK_MESSAGE(pid != "",
                  "expected: the number of the child's process; seen: nothing. The child has written into its own "
                  "copy of `result`, which ended with it. What do parent and child have in common?");
    CHECK_MESSAGE(pid != std::to_string(::getpid()), "it ran in this very process, where a crash of it is ours");
}

TEST_CASE("results of every size come home") {
    CHECK_MESSAGE(complaint_about([] { return std::string(); }) == "",
                  "a function that returns an empty text has not crashed: that nothing came and that \"\" came must "
                  "look different on the way");
    std::string large(3'000'000, '\0');
    // (If this never ends: the child sleeps until somebody takes its bytes. What does the parent wait for?)
    CHECK_MESSAGE(in_a_box([&] { return large; }) == large, "three million zeros did not come home as they left");
}

TEST_CASE("a crash costs the box, and its cause is told") {
    auto killed = [parent = ::getpid()]() -> std::string {
        if (::getpid() != parent) std::raise(SIGKILL);
        return "it ran in this very process";
    };
    std::string said = complaint_about(killed);
    CHECK_MESSAGE(said.find("killed by signal 9") != std::string::npos,
                  "expected a std::runtime_error with \"killed by signal 9\" in it; seen: \"", said,
                  "\". Who knows how a worker ended?");
    said = complaint_about([]() -> std::string { throw std::runtime_error("told to nobody"); });
    CHECK_MESSAGE(said.find("left with status 1") != std::string::npos,
                  "expected a std::runtime_error with \"left with status 1\" in it; seen: \"", said, "\"");
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: nobody has waited for it");
}
