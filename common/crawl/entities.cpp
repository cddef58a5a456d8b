// Finds references and their length: see entities.hpp.
#include "common/crawl/entities.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "common/crawl/entity_names.hpp"
#include "common/url.hpp"

namespace {

// What &#128; to &#159; mean. Browsers read them as windows-1252, because that is what their authors meant.
constexpr std::uint32_t windows_1252[] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                          0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

constexpr std::uint32_t digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
    return 16;
}

bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

struct Name {
    std::string_view name;
    std::uint32_t code = 0;
    bool is_old = false;
};

// Takes the first name, and the number before it, off a list of entity_names.hpp. `code` is the previous name's code.
constexpr Name take_name(std::string_view& list, std::uint32_t code) {
    ++code;
    for (;;) {
        std::string_view word = list.substr(0, list.find(' '));
        list.remove_prefix(std::min(word.size() + 1, list.size()));
        if (!word.starts_with("0x")) return {word, code};
        code = 0;
        for (char c : word.substr(2)) code = code * 16 + digit(c);
    }
}

constexpr std::size_t count_names(std::string_view list) {
    std::size_t count = 0;
    for (; !list.empty(); ++count) take_name(list, 0);
    return count;
}

// Both lists in one, sorted at compile time.
constexpr auto names = [] {
    std::array<Name, count_names(old_names) + count_names(new_names)> all;
    std::size_t i = 0;
    for (bool old : {true, false})
        for (std::string_view list = old ? old_names : new_names; !list.empty(); ++i) {
            all[i] = take_name(list, i == 0 ? 0 : all[i - 1].code);
            all[i].is_old = old;
        }
    std::sort(all.begin(), all.end(), [](const Name& a, const Name& b) { return a.name < b.name; });
    return all;
}();

constexpr std::size_t longest_name = 13;  // "divideontimes"

struct Reference {
    std::size_t bytes = 0;  // 0: not a reference
    std::uint32_t code = 0;
};

// `text` must begin with "&#".
Reference read_number(std::string_view text) {
    const bool hexadecimal = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const std::uint32_t base = hexadecimal ? 16 : 10;
    const std::size_t begin = hexadecimal ? 3 : 2;
    constexpr std::uint32_t too_large = 0x110000;
    std::size_t end = begin;
    std::uint32_t code = 0;
    for (; end < text.size() && digit(text[end]) < base; ++end)
        code = std::min(code * base + digit(text[end]), too_large);
    if (end == begin) return {};
    if (end < text.size() && text[end] == ';') ++end;
    if (code == 0 || code == too_large || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    if (code >= 0x80 && code < 0xA0) code = windows_1252[code - 0x80];
    return {end, code};
}

// `text` must begin with '&'. The longest name wins: "&notin;" is one character, "&notit;" is "¬it;".
Reference read_name(std::string_view text, Within within) {
    text.remove_prefix(1);
    std::size_t size = 0;
    while (size < text.size() && size <= longest_name && is_letter_or_digit(text[size])) ++size;
    for (; size > 0; --size) {
        std::string_view name = text.substr(0, size);
        auto found = std::lower_bound(names.begin(), names.end(), name,
                                      [](const Name& known, std::string_view wanted) { return known.name < wanted; });
        if (found == names.end() || found->name != name) continue;
        const char next = size < text.size() ? text[size] : ' ';
        if (next == ';' && found->code == 0) return {};
        if (next == ';') return {size + 2, found->code};
        if (!found->is_old) continue;
        if (within == Within::attribute && (next == '=' || is_letter_or_digit(next))) return {};
        return {size + 1, found->code};
    }
    return {};
}

void append_utf8(std::string& text, std::uint32_t code) {
    auto put = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

}  // namespace

std::string decode_entities(std::string_view text, Within within) {
    std::string result;
    for (;;) {
        std::string_view plain = text.substr(0, text.find('&'));
        result += plain;
        text.remove_prefix(plain.size());
        if (text.empty()) return result;
        Reference reference = text.starts_with("&#") ? read_number(text) : read_name(text, within);
        if (reference.bytes > 0) append_utf8(result, reference.code);
        else result += '&';
        text.remove_prefix(std::max<std::size_t>(reference.bytes, 1));
    }
}
