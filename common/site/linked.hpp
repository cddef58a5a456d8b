// The linked site: several hundred pages about films, directors, years and decades, for a crawler that follows links.
// No I/O. The pages link to each other in circles, repeatedly and in many spellings. Still, linked_pages() knows
// exactly which pages a crawler must find.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/site/reply.hpp"

namespace site {

std::optional<Reply> linked_page(std::string_view path);

// Every target that a crawler starting at "/" must request exactly once, with status 200, if it obeys "/robots.txt".
// (If it ignores that file, it also finds the private page.) The film list is among them twice: as "/top250", and as
// the ten "/top250?start=N&filter=" that its pages link to.
std::vector<std::string> linked_pages();

// The pages also link to two redirects, to a missing page, and to other sites.
constexpr std::string_view redirect_home = "/home";      // 301 to "/"
constexpr std::string_view redirect_latest = "/latest";  // 302 to "/film/250"
constexpr std::string_view dead_link = "/film/251";      // 404, linked only from this page:
constexpr std::string_view page_with_dead_link = "/about";
constexpr std::string_view private_page = "/private/letters";  // 200, linked from there too; "/robots.txt" forbids it

}  // namespace site
