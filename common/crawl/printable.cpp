// Reads UTF-8 character by character: see printable.hpp.
#include "common/crawl/printable.hpp"

#include <cstdint>

namespace {

// The first character of a text. An invalid one (RFC 3629) is one byte long and not well formed.
struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool well_formed = false;
};

Character first_character(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return {byte(0), 1, true};
    if (byte(0) < 0xC0 || byte(0) >= 0xF8) return {};
    std::size_t bytes = byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    std::uint32_t code = byte(0) & (0x7F >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};  // a longer form than needed is invalid
    bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code < smallest[bytes] || code > 0x10FFFF || surrogate) return {};
    return {code, bytes, true};
}

}  // namespace

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        Character character = first_character(text);
        bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
        if (character.well_formed && !control) result += text.substr(0, character.bytes);
        else result += "\uFFFD";
        text.remove_prefix(character.bytes);
    }
    return result;
}

std::string shown(std::string_view text, std::size_t at_most) {
    if (text.size() <= at_most) return printable(text);
    while (at_most > 0 && (text[at_most] & 0xC0) == 0x80) --at_most;  // do not cut a character in two
    return printable(text.substr(0, at_most)) + "...";
}
