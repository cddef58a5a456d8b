// Which charset an answer is in: see html_text.hpp.
#include "common/crawl/html_text.hpp"

#include <stdexcept>
#include <string_view>

#include "common/crawl/charset.hpp"
#include "common/crawl/html_scanner.hpp"

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

// What the page says of itself: <meta charset="gbk">, <meta http-equiv="Content-Type" content="text/html;
// charset=gbk">, or, in XHTML, <?xml version="1.0" encoding="gbk"?>.
std::string charset_in_page(std::string_view head) {
    HtmlScanner scanner(head);
    for (Tag tag; scanner.next(tag);) {
        if (tag.closing || tag.name != "meta") continue;
        std::string_view charset = tag.attribute("charset");
        if (charset.empty() && lower(tag.attribute("http-equiv")) == "content-type")
            charset = value_of("charset", tag.attribute("content"));
        if (charset.empty()) continue;
        // Who could read as much as this in bytes of one, is not in UTF-16.
        std::string_view name = charset_named(charset) == nullptr ? "" : charset_named(charset);
        return name.starts_with("UTF-16") ? "utf-8" : std::string(charset);
    }
    if (!head.starts_with("<?xml")) return "";
    return std::string(value_of("encoding", head.substr(0, head.find('>'))));
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
    for (const std::string& label : {in_header, in_page})
        if (const char* charset = charset_named(label))
            return charset == std::string_view("UTF-8") ? response.body : to_utf8(body, charset);
    if (in_header.empty() && in_page.empty()) return response.body;
    throw std::runtime_error("charset " + (in_header.empty() ? in_page : in_header) + " is not supported");
}
