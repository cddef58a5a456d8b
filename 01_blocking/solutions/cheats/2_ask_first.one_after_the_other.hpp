// Wrong: asks for a page only when it has the one before. (The starter does the same in more lines.)
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(fetch_page(url, timeout));
    return pages;
}
