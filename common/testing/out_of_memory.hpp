// For tests: what code does when memory runs out, whichever allocation it is that fails.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <new>
#include <string>

#include "common/program/out_of_memory.hpp"
#include "common/socket.hpp"
#include "common/testing/allocations.hpp"

// Calls `attempt`. After `successes` allocations the next ones fail, and then it may throw std::bad_alloc, but nothing
// else. Returns false if it did not need that many. So this lets each allocation fail once:
//     for (long successes = 0; runs_out_of_memory(successes, attempt);) ++successes;
template <typename Attempt>
bool runs_out_of_memory(long successes, Attempt attempt, long failures = 1) {
    std::exception_ptr thrown;
    bool has_failed = false;
    {
        FailingAllocations failing(successes, failures);
        try {
            attempt();
        } catch (...) {
            thrown = std::current_exception();
        }
        has_failed = failing.has_failed();
    }
    INFO("after ", successes, " allocations ", failures, " failed");
    if (thrown) CHECK_THROWS_AS(std::rethrow_exception(thrown), std::bad_alloc);
    return has_failed;
}

// Calls `work` in a child process. Returns its exit status, or minus the signal that ended it, and its standard error.
template <typename Work>
std::pair<int, std::string> as_program(const char* name, Work work) {
    auto [reader, writer] = socket_pair();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(writer.fd(), STDERR_FILENO);
        end_if_out_of_memory(name);
        ::_exit(work());
    }
    writer.close();
    std::string errors;
    std::array<char, 512> buffer;
    while (std::size_t count = receive(reader, buffer, Deadline::max())) errors.append(buffer.data(), count);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), errors};
}

// As runs_out_of_memory, for what has threads. If memory runs out there, nothing can catch the exception, and it ends
// the program: with one sentence, and status 1. So each attempt is made by a child process. `attempt` returns true if
// what it sees is right.
template <typename Attempt>
bool runs_out_of_memory_with_threads(long successes, Attempt attempt) {
    enum { enough = 10, failed, wrong };
    const auto [status, errors] = as_program("attempt", [&] {
        FailingAllocations failing(successes);
        try {
            if (!attempt()) return wrong;
        } catch (const std::bad_alloc&) {}
        return failing.has_failed() ? failed : enough;
    });
    INFO("after ", successes, " allocations one failed");
    CHECK((status == enough || status == failed || status == 1));
    CHECK(errors == (status == 1 ? "attempt: out of memory\n" : ""));
    return status != enough;
}
