#include "common/bench/command.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <system_error>

std::vector<char*> exec_arguments(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));  // exec does not change them
    arguments.push_back(nullptr);
    return arguments;
}

TemporaryFile::TemporaryFile() : file_(std::tmpfile(), std::fclose) {
    if (!file_ || ::fcntl(fd(), F_SETFD, FD_CLOEXEC) < 0)
        throw std::system_error(errno, std::generic_category(), "temporary file");
}

int TemporaryFile::fd() const { return ::fileno(file_.get()); }

std::string TemporaryFile::content() const {
    std::string text;
    std::array<char, 64 * 1024> buffer;
    std::rewind(file_.get());
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file_.get()))
        text.append(buffer.data(), count);
    return text;
}
