// Fuzzes the page scanner (common/movie_page, common/html_scanner): the input is a page.
// The oracle: every title and link stands in the page, entities decoded, and all of them together are no longer than
// it; titles are trimmed; each link of the list is among all links, in the same order; tags are not longer than the
// page. That the time is linear in the page, is seen by libFuzzer's -timeout.
#include <algorithm>
#include <string>
#include <vector>

#include "common/crawl/html_scanner.hpp"
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

// Read to its end, for there is more in a tag than films and links make use of.
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
    require(!scanner.next(tag), "after the end comes nothing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view page = as_text(data, size);
    const std::string decoded = decode_entities(page);
    require(decoded.size() <= size, "what is decoded is no longer than what was encoded");

    auto titles = film_titles(page), list = pagination_links(page), all = all_links(page);
    check_found(titles, decoded, size);
    check_found(all, decoded, size);
    for (const std::string& title : titles)
        require(title.empty() || (!is_space(title.front()) && !is_space(title.back())), "a title is trimmed");
    require(is_subsequence(list, all), "the list's links are among all links");
    check_tags(page);
    return 0;
}
