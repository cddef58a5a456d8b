// Splits the target of a request: "/film/%33?ms=5" -> path "/film/3", parameter ms = 5.
// No I/O. Two spellings of the same page become the same path.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace site {

struct Target {
    std::string path;  // decoded, with "." and ".." resolved
    std::map<std::string, std::string, std::less<>> parameters;

    std::string_view parameter(std::string_view name) const;  // "" if it is missing
};

Target parse_target(std::string_view text);

// Accepts only digits. Returns no value if there is anything else, or if the number is too large.
std::optional<std::uint64_t> parse_number(std::string_view text);

std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);  // for a segment of a path or a value in a query

}  // namespace site
