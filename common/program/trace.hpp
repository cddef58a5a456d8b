// --trace FILE: what each connection did and when, for Perfetto and chrome://tracing. It observes the functions of
// socket.hpp; no chapter calls it.
#pragma once

#include <string>

namespace trace {

// Appends to the file, which processes and threads share. Throws std::system_error if it cannot be opened or begun.
void start(const std::string& path);
bool is_on();  // started, and the file still takes what is written

}  // namespace trace
