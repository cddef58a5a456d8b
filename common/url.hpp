// A URL taken apart: host, port and target. (For a link in a page, see common/crawl/link.hpp.)
// A URL is checked once, here: a space, CR, LF or control character in it could forge a request.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct Url {
    std::string host;  // lower case; an IPv6 address without its brackets
    std::uint16_t port = 80;
    std::string target = "/";  // path and query as the request line holds them, without the fragment

    std::string authority() const;  // for the Host field: "127.0.0.1:8250", "[::1]:8250", "example.com"
    std::string text() const { return "http://" + authority() + target; }
    bool operator==(const Url&) const = default;
};

// Throws std::invalid_argument; its one line says what is wrong and what would be right.
Url parse_url(std::string_view text);

std::string scheme_of(std::string_view text);  // "http" for "HTTP://...", "" if there is none; RFC 3986 section 3.1
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
std::string lower(std::string_view text);  // changes ASCII letters only
std::string_view trim(std::string_view text, std::string_view spaces = " \t");
