// The linked site: several hundred pages about films, directors, years and decades, for a crawler that follows links.
// No I/O. The pages link one another in circles, twice over and in many spellings, and yet it is known exactly which
// pages a crawler must find.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/site/reply.hpp"

namespace site {

std::optional<Reply> linked_page(std::string_view path);

// Every target that a crawler starting at "/" must find exactly once and get with status 200, if it does what
// "/robots.txt" asks; if not, the private page too. The list of ten pages is among them, as "/top250" and, since its
// pages link one another, as all ten "/top250?start=N&filter=".
std::vector<std::string> linked_pages();

// And what else is linked: two redirects, a link to nowhere, and links that lead off the site.
constexpr std::string_view redirect_home = "/home";      // 301 to "/"
constexpr std::string_view redirect_latest = "/latest";  // 302 to "/film/250"
constexpr std::string_view dead_link = "/film/251";      // 404, linked from this page only:
constexpr std::string_view page_with_dead_link = "/about";
constexpr std::string_view private_page = "/private/letters";  // 200; linked from there too; "/robots.txt" forbids it

}  // namespace site
