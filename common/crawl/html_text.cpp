// Finds the charset of a response: see html_text.hpp.
#include "common/crawl/html_text.hpp"

#include <stdexcept>
#include <string_view>

#include "common/crawl/charset.hpp"
#include "common/crawl/html_scanner.hpp"
#include "common/crawl/printable.hpp"

namespace {

constexpr std::string_view spaces = " \t\r\n\f";

// The value of `name` in text such as: text/html; charset="gbk"
std::string_view value_of(std::string_view name, std::string_view text) {
    const std::string lower_text = lower(text);
    for (std::size_t at = lower_text.find(name); at != std::string::npos; at = lower_text.find(name, at + 1)) {
        std::string_view rest = trim(text.substr(at + name.size()), spaces);
        if (!rest.starts_with('=')) continue;
        rest = trim(rest.substr(1), spaces);
        if (rest.starts_with('"') || rest.starts_with('\'')) return rest.substr(1, rest.find(rest[0], 1) - 1);
        return rest.substr(0, rest.find_first_of("; \t\r\n\f,"));
    }
    return {};
}

// The charset that the page declares: in a <meta charset="gbk">, in a <meta http-equiv="Content-Type"
// content="...charset=gbk">, or in <?xml version="1.0" encoding="gbk"?>. Returns the first label that is known, or else
// the first label.
std::string charset_in_page(std::string_view head) {
    std::string unknown;
    HtmlScanner scanner(head);
    for (Tag tag; scanner.next(tag);) {
        if (tag.closing || tag.name != "meta") continue;
        std::string_view charset = tag.attribute("charset");
        if (charset.empty() && lower(tag.attribute("http-equiv")) == "content-type")
            charset = value_of("charset", tag.attribute("content"));
        if (!charset_named(charset).empty()) return std::string(charset);
        if (unknown.empty()) unknown = charset;
    }
    if (unknown.empty() && head.starts_with("<?xml"))
        return std::string(value_of("encoding", head.substr(0, head.find('>'))));
    return unknown;
}

}  // namespace

bool is_html(const Response& response) {
    std::string_view field = response.field("content-type");
    std::string type = lower(trim(field.substr(0, field.find_first_of(";,"))));
    return type.empty() || type == "text/html" || type == "application/xhtml+xml";
}

std::string html_text(const Response& response) {
    if (!is_html(response)) return "";
    const std::string_view body = response.body;
    if (body.starts_with("\xEF\xBB\xBF")) return std::string(body.substr(3));
    if (body.starts_with("\xFF\xFE")) return to_utf8(body.substr(2), "UTF-16LE");
    if (body.starts_with("\xFE\xFF")) return to_utf8(body.substr(2), "UTF-16BE");

    const std::string in_header(value_of("charset", response.field("content-type")));
    const std::string in_page = charset_in_page(body.substr(0, 1024));
    std::string_view charset = charset_named(in_header);
    if (charset.empty()) {
        charset = charset_named(in_page);
        // The label was found as single bytes, so the page cannot be UTF-16.
        if (charset.starts_with("UTF-16")) charset = "UTF-8";
    }
    const std::string& label = in_header.empty() ? in_page : in_header;
    if (charset.empty() && !label.empty())
        throw std::runtime_error("charset " + shown(label, 60) + " is not supported");
    return charset.empty() || charset == "UTF-8" ? response.body : to_utf8(body, charset);
}
