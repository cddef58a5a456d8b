// Two parts for running another program: its arguments as exec takes them, and a file for its output.
// The benchmarks and the tests of whole programs use them.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

// Returns a pointer to each word, and a null pointer at the end (POSIX `execv`). They point into `words`.
std::vector<char*> exec_arguments(const std::vector<std::string>& words);

// A file without a name, for a program's output. exec closes it, so pass it on with dup2. Unlike a pipe, it takes any
// amount of output while nobody reads. Throws std::system_error.
class TemporaryFile {
public:
    TemporaryFile();
    int fd() const;
    std::string content() const;  // all of it

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};
