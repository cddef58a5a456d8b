// Wrong: asks for each page when it has the one before. (The starter does so with more words.)
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(fetch_page(url, timeout));
    return pages;
}
