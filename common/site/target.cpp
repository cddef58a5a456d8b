// Splits targets by the rules of RFC 3986: see target.hpp.
#include "common/site/target.hpp"

#include <charconv>
#include <vector>

namespace site {

namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Removes the next piece from the front of `rest`, up to the separator or the end.
std::string_view take_until(std::string_view& rest, char separator) {
    std::size_t end = rest.find(separator);
    std::string_view piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return piece;
}

// "/decade/../film/./3" -> "/film/3". A ".." at the root stays at the root.
std::string resolve_dots(std::string_view path) {
    std::vector<std::string_view> kept;
    bool directory = false;  // the path ends with a slash, or with a dot segment
    std::string_view rest = path.substr(path.starts_with('/') ? 1 : 0);
    while (!rest.empty()) {
        bool last = rest.find('/') == std::string_view::npos;
        std::string_view segment = take_until(rest, '/');
        bool dots = segment == "." || segment == "..";
        if (segment == ".." && !kept.empty()) kept.pop_back();
        if (!dots) kept.push_back(segment);
        directory = dots || !last;
    }
    std::string resolved;
    for (std::string_view segment : kept) (resolved += '/') += segment;
    if (directory || resolved.empty()) resolved += '/';
    return resolved;
}

}  // namespace

std::string_view Target::parameter(std::string_view name) const {
    auto found = parameters.find(name);
    return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

Target parse_target(std::string_view text) {
    Target target;
    target.path = resolve_dots(percent_decode(take_until(text, '?')));
    while (!text.empty()) {
        std::string_view value = take_until(text, '&');
        std::string name = percent_decode(take_until(value, '='));
        std::string decoded(value);
        for (char& c : decoded) {
            if (c == '+') c = ' ';  // forms encode a space like this
        }
        target.parameters.emplace(std::move(name), percent_decode(decoded));
    }
    return target;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            decoded += text[i];  // a stray '%' stays as it is
        }
    }
    return decoded;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte / 16];
            encoded += digits[byte % 16];
        }
    }
    return encoded;
}

}  // namespace site
