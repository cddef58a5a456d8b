// What a URL says: host, port and target. (What a link in a page says: common/crawl/link.hpp.)
// A URL is checked here once, so that nothing that could forge a request (spaces, CR, LF, control characters) is sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct Url {
    std::string host;  // lower case; an IPv6 address without its brackets
    std::uint16_t port = 80;
    std::string target = "/";  // path and query, as they go into the request line; the fragment is dropped

    std::string authority() const;  // "127.0.0.1:8250", "[::1]:8250", "example.com": what the Host field holds
    std::string text() const { return "http://" + authority() + target; }
    bool operator==(const Url&) const = default;
};

// Throws std::invalid_argument, in one line that says what is wrong and what would be right.
Url parse_url(std::string_view text);

std::string scheme_of(std::string_view text);  // "http" for "HTTP://...", "" where there is none; RFC 3986 section 3.1
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
std::string lower(std::string_view text);  // of the ASCII letters
std::string_view trim(std::string_view text, std::string_view spaces = " \t");
