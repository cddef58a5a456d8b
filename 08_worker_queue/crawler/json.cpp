#include "json.hpp"

#include <algorithm>
#include <exception>
#include <string_view>

#include "common/crawl/html_text.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/program/report.hpp"

namespace {

// Returns a JSON string. printable() replaces control characters and invalid UTF-8.
std::string json_string(std::string_view text) {
    std::string result = "\"";
    for (char c : printable(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string json_array(const std::vector<std::string>& texts) {
    std::string result;
    for (const std::string& text : texts) result.append(result.empty() ? "" : ",").append(json_string(text));
    return "[" + result + "]";
}

}  // namespace

Said said_by(Page& page) {
    Said said;
    if (page.failed()) return said;
    try {
        const std::string html = html_text(page.response);
        said.titles = film_titles(html);
        const std::string base = base_href(html);
        for (const std::string& link : all_links(html)) {
            try {
                said.links.push_back(follow_from(page, base, link).text());
            } catch (const std::invalid_argument&) {
                said.links.push_back(link);
            }
        }
        std::sort(said.links.begin(), said.links.end());
        said.links.erase(std::unique(said.links.begin(), said.links.end()), said.links.end());
    } catch (const std::exception& error) {
        page.error = error.what();
    }
    return said;
}

std::string to_json(const FoundPage& found, const Said& said) {
    const Page& page = found.page;
    const bool was_asked_for = !page.url.host.empty();
    return "{\"url\":" + json_string(found.asked) +
           ",\"final_url\":" + (was_asked_for ? json_string(page.url.text()) : "null") +
           ",\"redirects\":" + std::to_string(found.redirects) + ",\"status\":" + std::to_string(page.response.status) +
           ",\"bytes\":" + std::to_string(page.response.body.size()) + ",\"titles\":" + json_array(said.titles) +
           ",\"links\":" + json_array(said.links) + ",\"seconds\":" + number(found.seconds, 3) +
           ",\"error\":" + (page.failed() ? json_string(page.error) : "null") + "}";
}
