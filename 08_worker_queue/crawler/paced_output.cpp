// See paced_output.hpp. Read write() first.
#include "paced_output.hpp"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <utility>

#include "common/program/output.hpp"

#ifndef PIPE_BUF
#define PIPE_BUF _POSIX_PIPE_BUF
#endif

namespace {

constexpr std::size_t enough = 64 * 1024;  // waiting bytes: whoever wants to add more must wait too
constexpr int writes_a_turn = 16;          // so that a quick reader cannot hold up the sockets

bool is_ready() {
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&output, 1, 0) > 0;  // after EINTR we do not know, and a write could sleep
}

}  // namespace

// Making standard output non-blocking would affect all that share it, such as the shell. So we ask first, and
// write no more than a pipe takes if it is ready: PIPE_BUF bytes.
void PacedOutput::write() {
    before_writing_();
    for (int i = 0; i < writes_a_turn && waiting() > 0 && is_ready(); ++i)
        written_ += write_some(unwritten().substr(0, PIPE_BUF));
    if (waiting() == 0) drop();
    if (waiting() <= enough) waiters_.wake_all();
}

PacedOutput::PacedOutput(EventLoop& loop, std::function<void()> before_writing)
    : loop_(loop), before_writing_(std::move(before_writing)), before_(std::cout.flush().rdbuf(this)) {}

PacedOutput::~PacedOutput() {
    std::cout.rdbuf(before_);
    try {
        write_all(unwritten());  // none, unless an exception ends the run
    } catch (const std::exception&) {
        // Standard output cannot be written. The exception that ends the run is reported.
    }
    drop();
}

Coroutine<void> PacedOutput::room() {
    while (waiting() > enough && !is_released_) co_await waiters_.wait();
}

Coroutine<void> PacedOutput::written() {
    while (waiting() > 0) co_await waiters_.wait();
}

void PacedOutput::release() {
    is_released_ = true;
    waiters_.wake_all();
}

void PacedOutput::drop() {
    if (!text_.empty()) loop_.selector().unregister_fd(STDOUT_FILENO);
    text_.clear();
    written_ = 0;
}

PacedOutput::int_type PacedOutput::overflow(int_type c) {
    const char byte = traits_type::to_char_type(c);
    xsputn(&byte, 1);
    return c;
}

std::streamsize PacedOutput::xsputn(const char* bytes, std::streamsize count) {
    if (count == 0) return 0;  // an empty page: nothing to wait for
    if (text_.empty()) loop_.selector().register_fd(STDOUT_FILENO, POLLOUT, [this] { write(); });
    if (written_ > enough) text_.erase(0, std::exchange(written_, 0));
    text_.append(bytes, static_cast<std::size_t>(count));
    return count;
}

// std::cerr appears after what was printed before, if that can be written at once.
int PacedOutput::sync() {
    if (waiting() > 0) write();
    return 0;
}
