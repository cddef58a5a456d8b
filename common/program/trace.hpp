// --trace FILE: what each connection did and when, for Perfetto (https://ui.perfetto.dev). It observes the functions of
// socket.hpp; no chapter calls it.
#pragma once

#include <string>
#include <string_view>

namespace trace {

// Appends to the file, which this program's processes and threads share; in it, they have the program's name. Programs
// may use the same file one after the other. Throws std::system_error if it cannot be opened or begun.
void start(const std::string& path, const std::string& program);
bool is_on();  // started, and the file still takes what is written

void page_failed(std::string_view target);  // marks where a page was given up
void finish();                              // ends the file, which is whole JSON then

}  // namespace trace
