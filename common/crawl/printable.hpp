// Makes text from outside safe to print: no control character in it may reach a terminal or break a line.
#pragma once

#include <string>
#include <string_view>

// Replaces control characters and invalid UTF-8 by U+FFFD.
std::string printable(std::string_view text);

// The same, but cuts a text longer than `at_most` bytes to at most that size, and appends "...".
std::string shown(std::string_view text, std::size_t at_most = 200);
