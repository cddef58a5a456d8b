// The checks of exercise 03-1. There is nothing to edit here.
#include "1_in_a_box.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "common/testing/holdings.hpp"

namespace {

// Returns the message of what in_a_box throws, or "" if it throws nothing.
std::string complaint_about(const std::function<std::string()>& function) {
    try {
        in_a_box(function);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("what the function returns in another process arrives here") {
    std::string pid = in_a_box([] { return std::to_string(::getpid()); });
    CHECK_MESSAGE(pid != "",
                  "expected: the child's process ID; seen: nothing. The child has written into its own "
                  "copy of `result`, which ended with it. What do parent and child share?");
    CHECK_MESSAGE(pid != std::to_string(::getpid()), "it ran in this process, where its crash is our crash");
}

TEST_CASE("results of every size arrive") {
    CHECK_MESSAGE(complaint_about([] { return std::string(); }) == "",
                  "a function that returns an empty string has not crashed: \"\" and no result at all must "
                  "look different to the parent");
    std::string large(3'000'000, '\0');
    // (If this never ends: the child sleeps until its bytes are read. What does the parent wait for?)
    CHECK_MESSAGE(in_a_box([&] { return large; }) == large, "three million zeros did not arrive as they were sent");
}

TEST_CASE("a crash ends only the box, and the error names its cause") {
    const pid_t parent = ::getpid();
    auto dies = [parent](auto how) {
        return [parent, how]() -> std::string {
            if (::getpid() != parent) how();
            return "it ran in this process";
        };
    };
    const std::array<std::pair<std::string, std::string>, 4> endings = {{
        {complaint_about(dies([] { std::raise(SIGKILL); })), "killed by signal 9"},
        {complaint_about(dies([] { std::raise(SIGALRM); })), "killed by signal 14"},
        {complaint_about(dies([] { ::_exit(7); })), "left with status 7"},
        {complaint_about(dies([] { throw std::runtime_error("not reported to the parent"); })), "left with status 1"},
    }};
    for (const auto& [said, expected] : endings) {
        CHECK_MESSAGE(said.find(expected) != std::string::npos, "expected a std::runtime_error with \"", expected,
                      "\" in it; seen: \"", said, "\". Which object knows how a worker ended?");
        for (const auto& [none, other] : endings)
            CHECK_MESSAGE((other == expected || said.find(other) == std::string::npos), "expected \"", expected,
                          "\" and no other ending; seen: \"", said, "\"");
    }
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: the parent must wait for it");
}
