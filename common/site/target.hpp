// What a request asks for, taken apart: "/film/%33?ms=5" -> path "/film/3", parameter ms = 5.
// No I/O. Two spellings that mean the same page become the same path here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace site {

struct Target {
    std::string path;  // decoded, "." and ".." resolved
    std::map<std::string, std::string, std::less<>> parameters;

    std::string_view parameter(std::string_view name) const;  // empty when it is missing
};

Target parse_target(std::string_view text);

// The digits of a whole number, nothing else; no value: it is not one, or it is too large.
std::optional<std::uint64_t> parse_number(std::string_view text);

std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);  // for one segment of a path, or a value in a query

}  // namespace site
