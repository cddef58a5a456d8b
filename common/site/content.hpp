// The site's pages: from a target to an answer.
// Where am I? common/site, the practice site. Pure functions, no I/O: the same target gives the same answer.
// The one idea: `answer` asks each kind of page in turn whether the target is one of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/site/films.hpp"
#include "common/site/reply.hpp"
#include "common/site/target.hpp"

namespace site {

constexpr int films_per_page = 25;
constexpr int list_pages = 10;

Reply answer(const Target& target);

std::optional<int> list_page_number(const Target& target);  // no value: it is no list page
std::string list_page(int page);  // 1 to 10; in the markup that the article's XPaths and patterns read
std::string search_page(std::string_view words);

// Helpers of all pages.
std::string escape_html(std::string_view text);
std::string html_page(std::string_view title, std::string_view body);
std::string film_path(int number);  // 1 to 250: "/film/3"
std::string film_link(int number);  // <a href="/film/3">Chinese title</a>
const Film& film(int number);

}  // namespace site
