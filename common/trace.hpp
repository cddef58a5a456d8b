// --trace FILE: what each connection did and when, for chrome://tracing and Perfetto.
// Where am I? common/. The socket functions call this; no chapter does. You may ignore it all:
// when tracing is off, each call is one test of a flag.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <string_view>

namespace trace {

// Appends to the file, which processes and threads share. Throws std::system_error if it cannot be opened or begun.
void start(const std::string& path);

extern std::atomic<bool> on;

namespace detail {
void connecting(int fd);
void sent(int fd, std::string_view bytes);
void received(int fd, ssize_t bytes);
void closed(int fd);
}  // namespace detail

inline void connecting(int fd) {
    if (on) detail::connecting(fd);
}
inline void sent(int fd, std::string_view bytes) {
    if (on) detail::sent(fd, bytes);
}
inline void received(int fd, ssize_t bytes) {
    if (on) detail::received(fd, bytes);
}
inline void closed(int fd) {
    if (on) detail::closed(fd);
}

}  // namespace trace
