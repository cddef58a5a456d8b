// The HTML that all pages of the site share.
#pragma once

#include <string>
#include <string_view>

#include "common/site/films.hpp"

namespace site {

std::string escape_html(std::string_view text);
std::string html_page(std::string_view title, std::string_view body);  // escapes neither

const Film& film(int number);       // 1 to 250
std::string film_path(int number);  // "/film/3"
std::string film_link(int number);  // <a href="/film/3">Chinese title</a>

}  // namespace site
