// What can be chosen about a crawl.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

struct CrawlOptions {
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    std::chrono::milliseconds timeout{5000};  // a page may take
    std::size_t workers = 100;                // pages in flight at most
    int retries = 0;                          // how often a page is tried again that may come the next time
    std::chrono::milliseconds pause{0};       // between the beginnings of two requests to one host
    bool obey_robots = false;                 // ask each host for its robots.txt first
    std::size_t max_pages = unlimited;
    std::size_t max_depth = unlimited;  // links from the start
    bool progress = false;              // a line on standard error while it works
};

inline constexpr std::size_t max_url_bytes = 2000;  // a longer link is not followed: some pages make them without end
