// Two things for whoever runs another program: its words as exec wants them, and a file for what it prints.
// Used by what measures and what tests programs.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

// A pointer to each word, and a null pointer at the end (POSIX `execv`). They point into `words`.
std::vector<char*> exec_arguments(const std::vector<std::string>& words);

// Has no name, and is closed in a program that is run: to be its output it must be given by dup2.
// It takes any amount while nobody reads, which a pipe does not. Throws std::system_error.
class TemporaryFile {
public:
    TemporaryFile();
    int fd() const;
    std::string content() const;  // from its beginning

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};
