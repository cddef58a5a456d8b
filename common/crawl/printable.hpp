// What others wrote, as it may be shown: neither a terminal nor a reader of lines must obey it.
#pragma once

#include <string>
#include <string_view>

// Control characters and what is no UTF-8 become U+FFFD.
std::string printable(std::string_view text);

// The same, cut where it is longer.
std::string shown(std::string_view text, std::size_t at_most = 200);
