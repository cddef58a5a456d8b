// Wrong: a thread for each page. The exercise asks for one thread, with its calls in another order.
#pragma once

#include <future>

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<std::future<Page>> threads;
    for (const Url& url : urls) threads.push_back(std::async(std::launch::async, fetch_page, url, timeout));
    std::vector<Page> pages;
    for (auto& thread : threads) pages.push_back(thread.get());
    return pages;
}
