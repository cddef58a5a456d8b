// For tests: how often a text contains another one.
#pragma once

#include <cstddef>
#include <string_view>

inline std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}
