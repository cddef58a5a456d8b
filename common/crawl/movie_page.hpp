// Reads what the article's XPaths read from a page of the film list, without a library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

// //*[@id="content"]/div/div[1]/ol/li, and in each of these the first .//span[@class="title"]
std::vector<std::string> film_titles(std::string_view html);

// //*[@id="content"]/div/div[1]/div[2]/a/@href: the links to the list's other pages
std::vector<std::string> pagination_links(std::string_view html);

// //a/@href: every link, in the order of the page
std::vector<std::string> all_links(std::string_view html);

// The first //base/@href, or "". The page's links are relative to it, and it is relative to the page's URL.
std::string base_href(std::string_view html);
