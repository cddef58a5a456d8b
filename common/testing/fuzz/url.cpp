// Fuzzes URLs and links (common/url, common/crawl/link): the input's first line is the URL of a page, the rest is a
// link in it. The oracle: an error is one line. A link leads to a URL that the strict parser accepts, and reading its
// text again, against any base, yields the same URL. The request for it holds only what a request may hold. The result
// equals that of RFC 3986's own algorithm (sections 5.2.2 to 5.2.4), which is written out here. Line ends inside a
// link, or backslashes for its slashes, change nothing.
#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "common/crawl/link.hpp"
#include "common/http.hpp"
#include "common/url.hpp"
#include "require.hpp"

namespace {

bool is_control(char c) { return (c >= 0 && c < 32) || c == 127; }
bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

template <typename Make>
std::optional<Url> url_or_nothing(Make make) {
    try {
        return make();
    } catch (const std::invalid_argument& error) {
        std::string_view why = error.what();
        require(!why.empty(), "a refusal says why");
        require(std::none_of(why.begin(), why.end(), is_control), "a refusal is one line");
        return std::nullopt;
    }
}

void check_url(const Url& url, std::size_t bytes_given) {
    require(!url.host.empty() && url.port != 0, "a URL has a host and a port");
    require(url.target.starts_with('/'), "a target begins with a slash");
    require(is_printable(url.text()), "a URL is printable, without spaces");
    require(url.target.find('#') == std::string::npos, "no fragment is sent");
    require(url.text().size() <= 3 * bytes_given + 20, "percent-encoding makes at most three bytes of one");

    require(parse_url(url.text()) == url, "parsing a URL's text returns the same URL");
    for (const char* base : {"http://a/", "http://[::1]:8250/b/c/d?e", "http://x.y:1/.."})
        require(follow_link(parse_url(base), url.text()) == url, "a whole link means the same in every page");
    require(follow_link(url, "") == url, "the empty link is the page itself");

    const Url plain{"h", 80, "/"};
    for (bool keep_alive : {false, true}) {
        std::string request = request_text(url, keep_alive), model = request_text(plain, keep_alive);
        for (char c : {' ', '\r', '\n'})
            require(std::count(request.begin(), request.end(), c) == std::count(model.begin(), model.end(), c),
                    "no space and no line end in a request comes from the URL");
        for (char c : request) require((c >= ' ' && c <= '~') || c == '\r' || c == '\n', "a request is printable");
        require(request.size() - url.target.size() - url.authority().size() == model.size() - 2, "nothing is added");
    }
}

// Replaces %2e in the dot segments.
std::string with_plain_dots(std::string path) {
    for (std::size_t begin = 0, end = 0; begin <= path.size(); begin = end + 1) {
        std::string segment = lower(path.substr(begin, path.find('/', begin) - begin));
        end = begin + segment.size();
        if (segment == "%2e") path.replace(begin, end - begin, "."), end = begin + 1;
        for (const char* two : {"%2e.", ".%2e", "%2e%2e"})
            if (segment == two) path.replace(begin, end - begin, ".."), end = begin + 2;
    }
    return path;
}

// RFC 3986 section 5.2.4, exactly as written: an input buffer, an output buffer, five rules.
std::string without_dot_segments(std::string input) {
    std::string output;
    auto drop_last_segment = [&] { output.erase(output.rfind('/') == output.npos ? 0 : output.rfind('/')); };
    while (!input.empty()) {
        if (input.starts_with("../")) input.erase(0, 3);
        else if (input.starts_with("./")) input.erase(0, 2);
        else if (input.starts_with("/./")) input.erase(0, 2);
        else if (input == "/.") input = "/";
        else if (input.starts_with("/../")) input.erase(0, 3), drop_last_segment();
        else if (input == "/..") input = "/", drop_last_segment();
        else if (input == "." || input == "..") input.clear();
        else {
            std::size_t end = std::min(input.find('/', 1), input.size());
            output += input.substr(0, end);
            input.erase(0, end);
        }
    }
    return output;
}

// The same link, with line ends inserted, and backslashes for the slashes before its query.
std::string spoiled(std::string_view link) {
    std::string result;
    bool in_path = true;
    for (char c : link) {
        in_path = in_path && c != '?' && c != '#';
        result += in_path && c == '/' ? '\\' : c;
        result += result.size() % 3 == 0 ? "\n" : result.size() % 7 == 0 ? "\r\t" : "";
    }
    return result;
}

// Section 5.2.2, for a link without scheme and authority, made of characters that need no encoding.
std::string target_by_the_book(const std::string& base, std::string link) {
    link.erase(std::min(link.find('#'), link.size()));
    const std::string written = link.substr(0, link.find('?')), query = link.substr(written.size());
    const std::string path = with_plain_dots(written);
    const std::string base_path = base.substr(0, base.find('?')), base_query = base.substr(base_path.size());
    if (path.empty()) return base_path + (query.empty() ? base_query : query);
    if (path.starts_with('/')) return without_dot_segments(path) + query;
    return without_dot_segments(base_path.substr(0, base_path.rfind('/') + 1) + path) + query;
}

bool is_plain(std::string_view link) {
    return !link.starts_with("//") && link.find(':') == link.npos && is_printable(link) &&
           link.find_first_of("\"<>\\^`{|}") == link.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = as_text(data, size);
    std::string_view first = input.substr(0, input.find('\n'));
    std::string link(input.substr(std::min(first.size() + 1, size)));
    auto base = url_or_nothing([&] { return parse_url(first); });
    if (!base) base = parse_url("http://127.0.0.1:8250/a/b/c?d");
    else check_url(*base, first.size());

    auto url = url_or_nothing([&] { return follow_link(*base, link); });
    if (url) check_url(*url, base->text().size() + link.size());
    const bool is_trimmed = link.empty() || (static_cast<unsigned char>(link.front()) > ' ' &&
                                             static_cast<unsigned char>(link.back()) > ' ');
    if (is_trimmed)
        require(url_or_nothing([&] { return follow_link(*base, spoiled(link)); }) == url,
                "line ends and backslashes change nothing");
    if (!is_plain(link)) return 0;
    require(url.has_value(), "a relative link of plain characters leads somewhere");
    require(url->authority() == base->authority(), "it stays on its host");
    require(url->target == target_by_the_book(base->target, link), "it leads where RFC 3986 says");
    return 0;
}
