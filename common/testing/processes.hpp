// For tests: children of the test, and the programs that make has built.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

// Runs `test` in a child process, which may set limits of its own. Returns true if `test` did.
template <typename Function>
bool in_child(Function test) {
    pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        try {
            ::_exit(test() ? 0 : 1);
        } catch (...) {
            ::_exit(2);  // otherwise the child would go on with the tests
        }
    }
    int status = -1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return status == 0;
}

// The path of a program: "build/08_crawler". make exports the folder.
inline std::string built(const std::string& program) {
    const char* folder = std::getenv("BUILD");
    return std::string(folder != nullptr ? folder : "build") + "/" + program;
}

// Runs a shell command. Returns its standard output, and in `status` its exit status, or -1 if a signal ended it.
inline std::string output_of(const std::string& command, int& status) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer;
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), count);
    status = ::pclose(pipe);
    status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return output;
}
