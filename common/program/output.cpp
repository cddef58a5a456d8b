#include "common/program/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>

std::size_t write_some(std::string_view bytes) {
    for (;;) {
        ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written >= 0) return static_cast<std::size_t>(written);
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno == EINTR) continue;
        throw std::runtime_error("standard output cannot be written (" + std::generic_category().message(errno) + ")");
    }
}

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t written = write_some(bytes);
        bytes.remove_prefix(written);
        pollfd output{STDOUT_FILENO, POLLOUT, 0};
        if (written == 0) ::poll(&output, 1, -1);  // if it fails, the next write reports why
    }
}

namespace {

constexpr std::size_t enough = 16 * 1024;  // bytes for one write

}  // namespace

Output::Output() : is_terminal_(::isatty(STDOUT_FILENO) != 0), before_(std::cout.rdbuf(this)) {
    std::cout.exceptions(std::ios::badbit);
}

Output::~Output() {
    std::cout.exceptions(std::ios::goodbit);
    std::cout.rdbuf(before_);  // this also clears the stream's errors
    try {
        write_all(waiting_);
    } catch (const std::exception&) {
        // The run has already failed, and has reported it.
    }
}

Output::int_type Output::overflow(int_type c) {
    const char byte = traits_type::to_char_type(c);
    xsputn(&byte, 1);
    return c;
}

std::streamsize Output::xsputn(const char* bytes, std::streamsize count) {
    const std::string_view text(bytes, static_cast<std::size_t>(count));
    if (waiting_.size() + text.size() < enough) {
        waiting_ += text;
        if (is_terminal_ && text.ends_with('\n')) sync();
    } else {
        sync();
        write_all(text);
    }
    return count;
}

int Output::sync() {
    write_all(std::exchange(waiting_, {}));  // emptied first: if the write throws, it is not tried again
    return 0;
}
