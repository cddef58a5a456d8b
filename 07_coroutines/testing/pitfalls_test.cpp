// Chapter 07's tests of pitfalls/: each mistake is seen, for the reason that its file states, and its remedy works.
// Three mistakes are the compiler's. With a compiler that does not make one, the program must say so.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "common/testing/processes.hpp"

namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
    std::ifstream stream(file);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

struct Outcome {
    int status;  // -1 if it was killed by a signal
    std::string output, errors;
};

// Runs the program with an ordinary stack: deep_chain would take longer to fill a larger one, and could not fill an
// unlimited one. ASAN_OPTIONS lets the sanitizer end it with status 1 on every system. On macOS it would abort it.
Outcome run(const std::string& name, const std::string& half) {
    const std::string program = built("pitfalls/" + name), output = program + ".output", errors = program + ".errors";
    std::string command = "ulimit -s 8192; ASAN_OPTIONS=abort_on_error=0 '" + program + "' " + half + " >'" + output +
                          "' 2>'" + errors + "'";
    int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(output), content(errors)};
}

struct Pitfall {
    const char* name;
    const char* seen;  // what the wrong half must write to standard error
    bool is_the_compilers = false;
};
constexpr Pitfall pitfalls[] = {
    {"lambda_captures", "AddressSanitizer: stack-use-after-scope"},
    {"reference_parameter", "AddressSanitizer: stack-use-after-scope"},
    {"never_awaited", "wrong: the crawl has ended, and nothing was saved\n"},
    {"resumed_twice", "AddressSanitizer: heap-use-after-free"},
    {"destroyed_while_awaited", "AddressSanitizer: heap-use-after-free"},
    {"blocking_call", "wrong: gave-up spoke - the listener kept the other one from speaking\n"},
    {"deep_chain", "AddressSanitizer: stack-overflow"},
    {"decided_by_await", "wrong: asked first second - only the first one was to be asked\n", true},
    {"braced_argument", "AddressSanitizer: attempting double-free", true},
    {"unpacked_await", "wrong: the coroutine has ended, and something still holds the page\n", true},
};

}  // namespace

TEST_CASE("07: every pitfall is seen, and its remedy works") {
    std::string others;
    for (const auto& [name, seen, is_the_compilers] : pitfalls) {
        CAPTURE(name);
        Outcome wrong = run(name, "wrong");
        CAPTURE(wrong.errors);
        if (is_the_compilers && wrong.status == 0) {
            others += " " + std::string(name);
            CHECK(wrong.output.starts_with("not this compiler: "));
            CHECK(wrong.errors == "");
        } else {
            CHECK(wrong.status == 1);
            CHECK(wrong.output == "");
            CHECK(wrong.errors.find(seen) != std::string::npos);
        }
        Outcome right = run(name, "right");
        CHECK(right.status == 0);
        CHECK(right.output.starts_with("right: "));
        CHECK(right.errors == "");
    }
    MESSAGE("mistakes of other compilers than this one:" << others);
}

TEST_CASE("07: no pitfall is left untested") {
    std::size_t sources = 0;
    for (const auto& file : fs::directory_iterator("07_coroutines/pitfalls"))
        if (file.path().extension() == ".cpp") ++sources;
    CHECK(sources == std::size(pitfalls));
}
