#include "common/site/content.hpp"

#include "common/site/html.hpp"

namespace site {

namespace {

std::string list_href(int page) {  // "&" is written "&amp;" in HTML, inside an address too
    return "?start=" + std::to_string((page - 1) * films_per_page) + "&amp;filter=";
}

// The article's third pattern expects the first title on the line after its <a href=...>, and each title on its own
// line.
constexpr std::string_view item_pattern = R"(    <li>
      <div class="item">
        <div class="pic">
          <em class="">{rank}</em>
          <a href="{href}">
            <img width="100" alt="{title}" src="data:,">
          </a>
        </div>
        <div class="info">
          <div class="hd">
            <a href="{href}" class="">
              <span class="title">{title}</span>
              <span class="title">&nbsp;/&nbsp;{original}</span>
            </a>
          </div>
          <div class="bd">
            <p class="">
              Directed by {director}<br>
              {year}
            </p>
          </div>
        </div>
      </div>
    </li>
)";

// Replaces each {name} by its value, escaped.
std::string fill_in(std::string_view pattern, const std::map<std::string_view, std::string_view>& values) {
    std::string filled;
    for (;;) {
        std::size_t open = pattern.find('{');
        filled += pattern.substr(0, open);
        if (open == std::string_view::npos) return filled;
        std::size_t end = pattern.find('}', open);
        filled += escape_html(values.at(pattern.substr(open + 1, end - open - 1)));
        pattern.remove_prefix(end + 1);
    }
}

std::string list_item(int number) {
    const Film& shown = film(number);
    const std::string rank = std::to_string(number);
    const std::string href = film_path(number);
    const std::string year = std::to_string(shown.year);
    return fill_in(item_pattern, {{"rank", rank},
                                  {"href", href},
                                  {"title", shown.title},
                                  {"original", shown.original_title},
                                  {"director", shown.director},
                                  {"year", year}});
}

// The links to numbered pages are direct children of the paginator's div. "previous" and "next" are not, so the
// article's XPath (div[2]/a) finds each of the nine other pages once.
std::string paginator(int page) {
    std::string html = "  <div class=\"paginator\">\n    <span class=\"prev\">";
    if (page > 1) html += "<a href=\"" + list_href(page - 1) + "\">&lt;previous</a>";
    html += "</span>\n";
    for (int other = 1; other <= list_pages; ++other) {
        std::string number = std::to_string(other);
        if (other == page) html += "    <span class=\"thispage\">" + number + "</span>\n";
        else html += "    <a href=\"" + list_href(other) + "\">" + number + "</a>\n";
    }
    html += "    <span class=\"next\">";
    if (page < list_pages) html += "<a href=\"" + list_href(page + 1) + "\">next&gt;</a>";
    return html + "</span>\n    <span class=\"count\">(250 films)</span>\n  </div>\n";
}

std::string search_result(int number) {
    const Film& found = film(number);
    std::string html = "<div class=\"result\">\n<h3>" + film_link(number) + "</h3>\n<p>" + escape_html(found.title) +
                       " (" + escape_html(found.original_title) + ") is a film of " + std::to_string(found.year) +
                       ", directed by " + escape_html(found.director) +
                       ". In our list, which runs from the oldest "
                       "film to the newest, it has number " +
                       std::to_string(number) + " of 250.</p>\n<ul>\n";
    for (int step : {-2, -1, 1, 2}) {
        int neighbour = (number - 1 + step + 250) % 250 + 1;
        const Film& other = film(neighbour);
        html += "<li>" + film_link(neighbour) + ", " + escape_html(other.original_title) + ", " +
                std::to_string(other.year) + ", directed by " + escape_html(other.director) + "</li>\n";
    }
    return html + "</ul>\n</div>\n";
}

}  // namespace

std::optional<int> list_page_number(const Target& target) {
    if (target.path != "/top250") return std::nullopt;
    if (!target.parameters.contains("start")) return 1;
    auto start = parse_number(target.parameter("start"));
    if (!start || *start % films_per_page != 0 || *start >= films().size()) return std::nullopt;
    return static_cast<int>(*start / films_per_page) + 1;
}

std::optional<int> search_page_number(const Target& target) {
    auto number = target.path == "/s" ? parse_number(target.parameter("wd")) : std::nullopt;
    if (!number || *number > largest_page_number) return std::nullopt;
    return static_cast<int>(*number);
}

std::string list_page(int page) {
    std::string body =
        "<div id=\"content\">\n<h1>250 films, from the oldest to the newest</h1>\n<div>\n"
        "<div class=\"article\">\n  <div class=\"opt\">Page " +
        std::to_string(page) + " of 10</div>\n  <ol class=\"grid_view\">\n";
    for (int i = 1; i <= films_per_page; ++i) body += list_item((page - 1) * films_per_page + i);
    body += "  </ol>\n" + paginator(page) +
            "</div>\n<div class=\"aside\">A practice page.</div>\n"
            "</div>\n</div>\n";
    return html_page("Top 250", body);
}

std::string search_page(std::string_view words) {
    std::uint32_t seed = 2166136261;  // FNV-1a: the same words always find the same films
    for (char c : words) seed = (seed ^ static_cast<unsigned char>(c)) * 16777619;
    std::string body = "<h1>Results for " + escape_html(words) + "</h1>\n";
    for (std::uint32_t i = 0; i < 30; ++i)  // 37 and 250 have no common factor, so no film repeats
        body += search_result(static_cast<int>((seed % 250 + i * 37) % 250) + 1);
    return html_page("Search", body);
}

}  // namespace site
