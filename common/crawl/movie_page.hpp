// Reads a page of the film list: what the article's XPaths read, without a library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

// //*[@id="content"]/div/div[1]/ol/li, and of each the first .//span[@class="title"]
std::vector<std::string> film_titles(std::string_view html);

// //*[@id="content"]/div/div[1]/div[2]/a/@href: the links to the list's other pages
std::vector<std::string> pagination_links(std::string_view html);

// //a/@href: every link, in the order of the page
std::vector<std::string> all_links(std::string_view html);

// //base/@href, the first: what the page's links are relative to, itself relative to the page's URL; "" where there is
// none
std::string base_href(std::string_view html);
