// See html_scanner.hpp. Read next_of_any() first.
#include "common/crawl/html_scanner.hpp"

#include <algorithm>
#include <iterator>

#include "common/crawl/entities.hpp"
#include "common/url.hpp"

namespace {

constexpr std::string_view spaces = " \t\r\n\f";

// `text` must begin with '<'. Is it a tag, a comment or the like, and not a lone '<' as in "a < b"?
bool begins_markup(std::string_view text) {
    return text.size() > 1 && (is_letter(text[1]) || text[1] == '/' || text[1] == '!' || text[1] == '?');
}

// Takes bytes off the front of `rest` up to the first of `stops`, and returns them.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
    std::string_view taken = rest.substr(0, rest.find_first_of(stops));
    rest.remove_prefix(taken.size());
    return taken;
}

// Does `text` begin with the tag `begin`, such as "</script"? A space, '/' or '>' must follow the name.
bool begins_tag(std::string_view text, std::string_view begin) {
    return text.size() > begin.size() && std::string_view(" \t\r\n\f/>").find(text[begin.size()]) != text.npos &&
           lower(text.substr(0, begin.size())) == begin;
}

void skip(std::string_view& rest, std::string_view characters) {
    rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
}

// Removes everything up to and including `end`, or all of it.
void skip_past(std::string_view& rest, std::string_view end) {
    std::size_t found = rest.find(end);
    rest.remove_prefix(found == std::string_view::npos ? rest.size() : found + end.size());
}

}  // namespace

std::string_view Tag::attribute(std::string_view attribute_name) const {
    for (const auto& [key, value] : attributes)
        if (key == attribute_name) return value;
    return {};
}

bool HtmlScanner::next(Tag& tag) {
    while (next_of_any(tag)) {
        const bool inside = templates_ > 0;
        if (tag.name == "template") templates_ = std::max(templates_ + (tag.closing ? -1 : 1), 0);
        if (!inside || templates_ == 0) return true;
    }
    return false;
}

bool HtmlScanner::next_of_any(Tag& tag) {
    for (;;) {
        take_until(rest_, "<");
        if (rest_.size() < 2) return false;
        if (skip_markup_that_is_no_tag()) continue;
        tag = Tag{};
        rest_.remove_prefix(1);
        tag.closing = rest_.starts_with('/');
        if (tag.closing) rest_.remove_prefix(1);
        tag.name = lower(take_until(rest_, " \t\r\n\f/>"));
        bool has_content = !tag.closing;
        if (!read_attributes(tag, has_content)) return false;
        if (tag.name == "svg" || tag.name == "math")
            foreign_ = std::max(foreign_ + (tag.closing ? -1 : has_content ? 1 : 0), 0);
        if (has_content) skip_raw_text(tag.name);
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

// rest_ must begin with '<'. Skips comments, <!DOCTYPE>, <?...>, </3> and a lone '<'; returns false at a tag.
bool HtmlScanner::skip_markup_that_is_no_tag() {
    if (rest_.starts_with("<!--")) {
        skip_comment();
    } else if (foreign_ > 0 && rest_.starts_with("<![CDATA[")) {
        skip_past(rest_, "]]>");
    } else if (begins_markup(rest_)) {
        if (is_letter(rest_[1]) || (rest_[1] == '/' && rest_.size() > 2 && is_letter(rest_[2]))) return false;
        skip_past(rest_, ">");
    } else {
        rest_.remove_prefix(1);
    }
    return true;
}

// HTML 13.2.5.43 to 13.2.5.52: "<!-->" and "<!--->" are complete comments; others end with "-->" or "--!>".
void HtmlScanner::skip_comment() {
    rest_.remove_prefix(4);
    if (rest_.starts_with('>') || rest_.starts_with("->")) return skip_past(rest_, ">");
    for (;;) {
        rest_.remove_prefix(std::min(rest_.find("--"), rest_.size()));
        if (rest_.empty() || rest_.starts_with("-->") || rest_.starts_with("--!>")) return skip_past(rest_, ">");
        rest_.remove_prefix(1);
    }
}

// Reads name, name=value, name='value' and name="value", up to and including '>'. Returns false if the input ends
// before that: then it was not a tag. Sets has_content to false for "/>" in <svg> and <math>; elsewhere "/>" means '>'.
bool HtmlScanner::read_attributes(Tag& tag, bool& has_content) {
    for (;;) {
        std::string_view skipped = rest_;
        skip(rest_, " \t\r\n\f/");
        skipped.remove_suffix(rest_.size());
        if (rest_.empty()) return false;
        if (rest_.starts_with('>')) {
            rest_.remove_prefix(1);
            if (skipped.ends_with('/') && (foreign_ > 0 || tag.name == "svg" || tag.name == "math"))
                has_content = false;
            return true;
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
        tag.attributes.emplace_back(lower(name), decode_entities(value, Within::attribute));
    }
}

// The content of some elements is text up to their closing tag, even if it looks like tags.
void HtmlScanner::skip_raw_text(std::string_view name) {
    if (name == "script") return skip_script();
    if (name == "plaintext") return rest_.remove_prefix(rest_.size());
    constexpr std::string_view raw[] = {"style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"};
    if (std::find(std::begin(raw), std::end(raw), name) == std::end(raw)) return;
    const std::string end = "</" + std::string(name);
    while (!rest_.empty() && !begins_tag(rest_, end)) {
        rest_.remove_prefix(1);
        take_until(rest_, "<");
    }
}

// In a script, "<!--" followed by "<script>" hides one "</script>", until "-->" (the double escaped state, 13.2.5.27 to
// 13.2.5.31).
void HtmlScanner::skip_script() {
    bool escaped = false, twice = false;
    while (!rest_.empty()) {
        if (begins_tag(rest_, "</script")) {
            if (!twice) return;
            twice = false;
        } else if (escaped && begins_tag(rest_, "<script")) {
            twice = true;
        } else if (rest_.starts_with("<!--")) {
            escaped = true;
            rest_.remove_prefix(1);  // but not its dashes: in "<!-->" they also end the comment
        } else if (rest_.starts_with("-->")) {
            escaped = twice = false;
        }
        rest_.remove_prefix(1);
        take_until(rest_, "<-");
    }
}
