// The pages that every chapter crawls: the film list and the search.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/site/films.hpp"
#include "common/site/target.hpp"

namespace site {

constexpr int films_per_page = 25;
constexpr int list_pages = 10;
constexpr int largest_page_number = 9999;  // of the search pages that a fault can replace

std::optional<int> list_page_number(const Target& target);    // no value: it is not a list page
std::optional<int> search_page_number(const Target& target);  // N of /s?wd=N
std::string list_page(int page);  // 1 to 10, in the markup that the article's XPaths and patterns expect
std::string search_page(std::string_view words);

}  // namespace site
