// Tests of how a program ends when memory runs out where nothing can catch that.
#include "common/program/out_of_memory.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/testing/out_of_memory.hpp"

namespace {

void run_out() {
    FailingAllocations failing(0);
    ::operator delete(::operator new(1));
}

struct RunsOutAtItsEnd {
    ~RunsOutAtItsEnd() { run_out(); }
};

void run_out_quietly() noexcept { run_out(); }

}  // namespace

TEST_CASE("out of memory: a destructor, a noexcept function or a thread ends the program with one sentence") {
    const std::pair sentence(1, std::string("a_program: out of memory\n"));
    CHECK(as_program("build/a_program", [] {
              RunsOutAtItsEnd object;
              return 0;
          }) == sentence);
    CHECK(as_program("a_program", [] {
              run_out_quietly();
              return 0;
          }) == sentence);
    CHECK(as_program("a_program", [] {
              std::thread one(run_out), two(run_out);
              one.join();
              two.join();
              return 0;
          }) == sentence);
}

TEST_CASE("out of memory: what is caught does not end the program, and it has a name") {
    const auto [status, errors] = as_program("a_program", [] {
        try {
            run_out();
        } catch (const std::exception& error) {
            std::cerr << error.what();
            return 7;
        }
        return 0;
    });
    CHECK(status == 7);
    CHECK(errors == "out of memory");
}

TEST_CASE("out of memory: any other exception that nobody catches is as it was") {
    const auto [status, errors] = as_program("a_program", [] {
        std::signal(SIGABRT, SIG_DFL);  // not doctest's
        std::thread([] { throw std::runtime_error("a mistake"); }).join();
        return 0;
    });
    CHECK(status == -SIGABRT);
    CHECK(errors.find("out of memory") == std::string::npos);
}
