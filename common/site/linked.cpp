// The pages of the linked site: see linked.hpp. On purpose, pages spell the same link in different ways.
#include "common/site/linked.hpp"

#include <algorithm>
#include <set>

#include "common/site/content.hpp"
#include "common/site/html.hpp"

namespace site {

namespace {

int decade_of(int year) { return year / 10 * 10; }

// "Alfonso Cuarón" -> "alfonso-cuarón". In a URL, the accents are percent-encoded.
std::string slug(std::string_view name) {
    std::string text;
    for (char c : name) {
        bool upper = c >= 'A' && c <= 'Z';
        bool kept = upper || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (upper) c = static_cast<char>(c - 'A' + 'a');
        if (kept) text += c;
        else if (!text.empty() && text.back() != '-') text += '-';
    }
    return text;
}

std::string director_path(std::string_view name) { return "/director/" + percent_encode(slug(name)); }
std::string year_path(int year) { return "/year/" + std::to_string(year); }
std::string decade_path(int decade) { return "/decade/" + std::to_string(decade); }

std::string link(std::string_view href, std::string_view text) {
    std::string html = "<a href=\"";
    html += escape_html(href) + "\">" + escape_html(text) + "</a>";
    return html;
}

std::set<int> decades() {
    std::set<int> found;
    for (const Film& each : films()) found.insert(decade_of(each.year));
    return found;
}

// A list of the films for which `picks` is true; "" if there are none.
template <typename Test>
std::string list_of_films(Test picks) {
    std::string items;
    for (int number = 1; number <= static_cast<int>(films().size()); ++number) {
        if (picks(film(number))) items += "<li>" + film_link(number) + "</li>\n";
    }
    return items.empty() ? items : "<ul>\n" + items + "</ul>\n";
}

std::string home_page() {
    std::string body = "<h1>Films to practise on</h1>\n<p>" + link("#decades", "Decades") + ", " +
                       link("/top250", "the list of 250") + ", " + link("/latest", "the newest film") + ", " +
                       link("about", "about") + ", " + link("http://example.com/", "another site") +
                       "</p>\n<ul id=\"decades\">\n";
    for (int decade : decades())
        body += "<li>" + link(decade_path(decade), "The " + std::to_string(decade) + "s") + "</li>\n";
    return html_page("Films", body + "</ul>\n<p>" + link("/home", "Home") + ", " + link("", "this page") + "</p>\n");
}

std::string about_page() {
    return html_page("About",
                     "<h1>About</h1>\n<p>A practice site: every film is real, the order is by year. A page of "
                     "ours is missing: " +
                         link(dead_link, "film 251") + ". Crawlers are asked to leave " +
                         link(private_page, "our letters") +
                         " alone. Elsewhere: " + link("https://example.com/films", "a secure site") + ", " +
                         link("mailto:site@example.com", "a letter box") + ". " + link("./", "Home") + ", " +
                         link("/decade/../about#top", "about this page") + ".</p>\n");
}

constexpr std::string_view robots_txt =
    "# Crawlers are welcome, but for one corner.\n"
    "User-agent: *\n"
    "Disallow: /private/\n";

std::string letters_page() {
    return html_page("Letters", "<h1>Letters</h1>\n<p>No letter has arrived. " + link("/about", "About") + "</p>\n");
}

std::string decade_page(int decade) {
    std::string body = "<h1>The " + std::to_string(decade) + "s</h1>\n<ul>\n";
    std::set<int> years;
    for (const Film& each : films()) {
        if (decade_of(each.year) == decade) years.insert(each.year);
    }
    for (int year : years) body += "<li>" + link("../year/" + std::to_string(year), std::to_string(year)) + "</li>\n";
    body += "</ul>\n<p>";
    for (int other : decades()) body += link("./" + std::to_string(other), std::to_string(other)) + " ";
    return html_page(std::to_string(decade) + "s", body + link("../", "Home") + "</p>\n");
}

std::string year_page(int year, const std::string& items) {
    return html_page(std::to_string(year), "<h1>" + std::to_string(year) + "</h1>\n" + items + "<p>" +
                                               link("../decade/" + std::to_string(decade_of(year)), "The decade") +
                                               ", " + link("/home", "home") + "</p>\n");
}

std::string film_page(int number) {
    const Film& shown = film(number);
    const int count = static_cast<int>(films().size());
    const std::string next = std::to_string(number % count + 1);  // the last film links to the first: a circle
    const std::string previous = std::to_string((number + count - 2) % count + 1);
    std::string body = "<h1>" + escape_html(shown.title) + "</h1>\n<p>" + escape_html(shown.original_title) + ", " +
                       link("../year/" + std::to_string(shown.year), std::to_string(shown.year)) + ", directed by " +
                       link(director_path(shown.director), shown.director) + ".</p>\n<p>" + link("#cast", "Cast") +
                       ", " + link("/film/" + next + "#cast", "cast of the next film") + ", " + link(next, "next") +
                       ", " + link("./" + previous, "previous") + ", " +
                       link("/decade/../film/" + previous, "previous again") + ", " +
                       link("/year/" + std::to_string(shown.year), "same year") + ", " + link("/", "home") +
                       "</p>\n<h2 id=\"cast\">Cast</h2>\n<p>Not listed here.</p>\n";
    return html_page(escape_html(shown.title), body);
}

std::string director_page(std::string_view name, const std::string& items) {
    return html_page(escape_html(name),
                     "<h1>" + escape_html(name) + "</h1>\n" + items + "<p>" + link("/", "Home") + "</p>\n");
}

// number_after("/film/3", "/film/") returns 3. "/film/03" would be another page, so it returns no value.
std::optional<int> number_after(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    auto number = parse_number(path.substr(prefix.size()));
    if (!number || *number > 9999 || path.substr(prefix.size()) != std::to_string(*number)) return std::nullopt;
    return static_cast<int>(*number);
}

}  // namespace

std::optional<Reply> linked_page(std::string_view path) {
    if (path == "/") return make_reply(200, home_page());
    if (path == "/about") return make_reply(200, about_page());
    if (path == "/robots.txt") return make_reply(200, std::string(robots_txt), plain_text);
    if (path == private_page) return make_reply(200, letters_page());
    if (path == redirect_home) return make_redirect(301, "/");
    if (path == redirect_latest) return make_redirect(302, film_path(static_cast<int>(films().size())));
    if (auto decade = number_after(path, "/decade/"); decade && decades().contains(*decade))
        return make_reply(200, decade_page(*decade));
    if (auto number = number_after(path, "/film/");
        number && *number >= 1 && *number <= static_cast<int>(films().size()))
        return make_reply(200, film_page(*number));
    if (auto year = number_after(path, "/year/")) {
        std::string items = list_of_films([&](const Film& each) { return each.year == *year; });
        if (!items.empty()) return make_reply(200, year_page(*year, items));
    }
    constexpr std::string_view director = "/director/";
    if (path.starts_with(director)) {
        std::string_view wanted = path.substr(director.size());
        for (const Film& each : films()) {
            if (slug(each.director) != wanted) continue;
            return make_reply(200, director_page(each.director, list_of_films([&](const Film& other) {
                                                     return other.director == each.director;
                                                 })));
        }
    }
    return std::nullopt;
}

std::vector<std::string> linked_pages() {
    std::vector<std::string> pages{"/", "/about", "/top250"};
    for (int page = 0; page < list_pages; ++page)
        pages.push_back("/top250?start=" + std::to_string(page * films_per_page) + "&filter=");
    std::set<std::string> shared;
    for (const Film& each : films()) {
        shared.insert(decade_path(decade_of(each.year)));
        shared.insert(year_path(each.year));
        shared.insert(director_path(each.director));
    }
    pages.insert(pages.end(), shared.begin(), shared.end());
    for (int number = 1; number <= static_cast<int>(films().size()); ++number) pages.push_back(film_path(number));
    return pages;
}

}  // namespace site
