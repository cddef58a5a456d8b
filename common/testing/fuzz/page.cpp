// Fuzzes what reads a page (common/crawl: movie_page, html_scanner, entities, html_text): the input is a page.
// The oracle: every title and link is in the page, with entities decoded, and together they are not longer than the
// page. Titles are trimmed. Each link of the list is among all links, in the same order. Tags are not longer than the
// page. Text from another charset is UTF-8. libFuzzer's -timeout checks that the time is linear in the size of the
// page.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/crawl/charset.hpp"
#include "common/crawl/entities.hpp"
#include "common/crawl/html_scanner.hpp"
#include "common/crawl/html_text.hpp"
#include "common/crawl/movie_page.hpp"
#include "require.hpp"

namespace {

void check_found(const std::vector<std::string>& found, const std::string& decoded, std::size_t page_size) {
    std::size_t bytes = 0;
    for (const std::string& text : found) {
        bytes += text.size();
        require(decoded.find(text) != std::string::npos, "what is found stands in the page");
    }
    require(bytes <= page_size, "what is found is no longer than the page");
}

bool is_space(char c) { return std::string_view(" \t\r\n\f").find(c) != std::string_view::npos; }

bool is_subsequence(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
    auto same = part.begin();
    for (const std::string& text : whole)
        if (same != part.end() && *same == text) ++same;
    return same == part.end();
}

// Reads the whole page, because a tag holds more than films and links use.
void check_tags(std::string_view page) {
    HtmlScanner scanner(page);
    std::size_t bytes = 0;
    for (Tag tag; scanner.next(tag);) {
        require(!tag.name.empty(), "a tag has a name");
        bytes += 1 + tag.name.size();  // and a '<'
        for (const auto& [name, value] : tag.attributes) {
            require(!name.empty(), "an attribute has a name");
            bytes += name.size() + value.size();
        }
        require(scanner.text().size() <= page.size(), "a text is no longer than the page");
    }
    require(bytes <= page.size(), "the tags are no longer than the page");
    Tag tag;
    require(!scanner.next(tag), "there is no tag after the end");
}

// Converts the page from its own charset, and from one of several, chosen by its length.
void check_text(std::string_view page) {
    constexpr const char* labels[] = {"gbk",         "big5",   "shift_jis", "euc-jp",
                                      "iso-2022-jp", "euc-kr", "utf-16",    "koi8-r"};
    for (const std::string& type : {std::string(), std::string("text/html; charset=") + labels[page.size() % 8]}) {
        try {
            const std::string text = html_text({200, {{"content-type", type}}, std::string(page)});
            require(text.size() <= 3 * page.size(), "a byte becomes three at most");
            if (!type.empty() && !page.starts_with("\uFEFF"))  // a byte order mark means UTF-8
                require(to_utf8(text, "UTF-8") == text, "what is converted is UTF-8");
        } catch (const std::runtime_error&) {  // the charset is not supported
            require(type.empty(), "these charsets are supported");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view page = as_text(data, size);
    const std::string decoded = decode_entities(page), in_attributes = decode_entities(page, Within::attribute);
    require(std::max(decoded.size(), in_attributes.size()) <= size,
            "what is decoded is no longer than what was encoded");

    auto titles = film_titles(page), list = pagination_links(page), all = all_links(page);
    check_found(titles, decoded, size);
    check_found(all, in_attributes, size);
    check_found({base_href(page)}, in_attributes, size);
    for (const std::string& title : titles)
        require(title.empty() || (!is_space(title.front()) && !is_space(title.back())), "a title is trimmed");
    require(is_subsequence(list, all), "the list's links are among all links");
    check_tags(page);
    check_text(page);
    return 0;
}
