// Tag by tag through HTML: see html_scanner.hpp.
#include "common/crawl/html_scanner.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "common/url.hpp"

namespace {

constexpr std::string_view spaces = " \t\r\n\f";

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && lower(a) == lower(b);
}

// What begins with '<': a tag, a comment or the like; or is it a lone '<', as in "a < b"?
bool begins_markup(std::string_view text) {
    return text.size() > 1 && (is_letter(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
}

// Takes bytes off the front of `rest` up to the first of `stops`, and returns them.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
    std::string_view taken = rest.substr(0, rest.find_first_of(stops));
    rest.remove_prefix(taken.size());
    return taken;
}

void skip(std::string_view& rest, std::string_view characters) {
    rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
}

// Takes everything up to and with `end`, or all of it.
void skip_past(std::string_view& rest, std::string_view end) {
    std::size_t found = rest.find(end);
    rest.remove_prefix(found == std::string_view::npos ? rest.size() : found + end.size());
}

void append_utf8(std::string& text, std::uint32_t code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
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

// The character that "&name;" stands for; 0 where we know none, and the text stays as it is.
std::uint32_t entity(std::string_view name) {
    constexpr std::pair<std::string_view, std::uint32_t> known[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xA0}, {"middot", 0xB7}};
    for (auto [known_name, code] : known)
        if (known_name == name) return code;
    if (!name.starts_with('#')) return 0;
    name.remove_prefix(1);
    bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (hexadecimal) name.remove_prefix(1);
    std::uint32_t code = 0;
    auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
    if (error == std::errc::invalid_argument || end != name.data() + name.size()) return 0;
    return error == std::errc{} && code != 0 ? code : 0xFFFD;
}

}  // namespace

std::string_view Tag::attribute(std::string_view attribute_name) const {
    for (const auto& [key, value] : attributes)
        if (key == attribute_name) return value;
    return {};
}

std::string decode_entities(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        result += take_until(text, "&");
        std::string_view name = text.substr(0, text.substr(0, 16).find(';'));
        std::uint32_t code =
            name.size() > 1 && name.size() < std::min<std::size_t>(text.size(), 16) ? entity(name.substr(1)) : 0;
        if (code != 0) {
            append_utf8(result, code);
            text.remove_prefix(name.size() + 1);
        } else if (!text.empty()) {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

bool HtmlScanner::next(Tag& tag) {
    for (;;) {
        take_until(rest_, "<");
        if (rest_.size() < 2) return false;
        if (skip_markup_that_is_no_tag()) continue;
        tag = Tag{};
        rest_.remove_prefix(1);
        tag.closing = rest_.starts_with('/');
        if (tag.closing) rest_.remove_prefix(1);
        tag.name = lower(take_until(rest_, " \t\r\n\f/>"));
        read_attributes(tag);
        // The content of these is text, whatever it looks like, up to their own closing tag.
        if (!tag.closing &&
            (tag.name == "script" || tag.name == "style" || tag.name == "textarea" || tag.name == "title")) {
            while (!rest_.empty() &&
                   !(rest_.starts_with("</") && equal_ignoring_case(rest_.substr(2, tag.name.size()), tag.name))) {
                rest_.remove_prefix(1);
                take_until(rest_, "<");
            }
        }
        return true;
    }
}

std::string HtmlScanner::text() const {
    std::size_t end = rest_.find('<');
    while (end < rest_.size() && !begins_markup(rest_.substr(end))) end = rest_.find('<', end + 1);
    std::string decoded = decode_entities(rest_.substr(0, end));
    std::size_t first = std::min(decoded.find_first_not_of(spaces), decoded.size());
    return decoded.substr(first, decoded.find_last_not_of(spaces) + 1 - first);
}

// rest_ begins with '<'. Comments, <!DOCTYPE>, <?...> and a lone '<' are passed over.
bool HtmlScanner::skip_markup_that_is_no_tag() {
    if (rest_.starts_with("<!--")) {
        rest_.remove_prefix(4);
        skip_past(rest_, "-->");
    } else if (rest_[1] == '!' || rest_[1] == '?') {
        skip_past(rest_, ">");
    } else if (is_letter(rest_[1]) || (rest_[1] == '/' && rest_.size() > 2 && is_letter(rest_[2]))) {
        return false;
    } else {
        rest_.remove_prefix(1);
    }
    return true;
}

// name, name=value, name='value', name="value", up to and with '>'. The first of a name counts.
void HtmlScanner::read_attributes(Tag& tag) {
    for (;;) {
        skip(rest_, " \t\r\n\f/");
        if (rest_.empty()) return;
        if (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
            return;
        }
        std::string_view name = rest_.substr(0, rest_.find_first_of(" \t\r\n\f/>=", 1));
        rest_.remove_prefix(name.size());
        skip(rest_, spaces);
        std::string_view value;
        if (rest_.starts_with('=')) {
            rest_.remove_prefix(1);
            skip(rest_, spaces);
            if (rest_.starts_with('"') || rest_.starts_with('\'')) {
                std::string_view quote = rest_.substr(0, 1);
                rest_.remove_prefix(1);
                value = take_until(rest_, quote);
                rest_.remove_prefix(rest_.empty() ? 0 : 1);
            } else {
                value = take_until(rest_, " \t\r\n\f>");
            }
        }
        tag.attributes.emplace_back(lower(name), decode_entities(value));
    }
}
