// --trace FILE: writes what each connection did and when, for Perfetto (https://ui.perfetto.dev). It observes the
// functions of socket.hpp; no chapter calls it.
#pragma once

#include <string>
#include <string_view>

namespace trace {

// Appends to the file at `path`, under the name `program`. All processes and threads of the program share the file, and
// programs may use the same file one after another. Throws std::system_error if the file cannot be opened or written.
void start(const std::string& path, const std::string& program);
bool is_on();  // started, and no write has failed

void page_failed(std::string_view target);  // marks the time at which a page failed
void finish();                              // ends the file, which is then valid JSON

}  // namespace trace
