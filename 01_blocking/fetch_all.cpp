// Chapter 01's mechanism: a loop. fetch.cpp fetches each page.
#include "fetch_all.hpp"

#include "fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(fetch_page(url, timeout));
    return pages;
}
