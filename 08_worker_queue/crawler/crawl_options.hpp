// The options of a crawl.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

struct CrawlOptions {
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    std::chrono::milliseconds timeout{5000};  // for one page
    std::size_t workers = 100;                // the most pages in flight
    int retries = 0;                          // further tries for a page that may succeed the next time
    std::chrono::milliseconds pause{0};       // from the start of one request to the next, per host
    bool obey_robots = false;                 // ask each host for its robots.txt first
    std::size_t max_pages = unlimited;
    std::size_t max_depth = unlimited;  // in links from the start
    bool progress = false;              // shows a line on standard error while it works
};

inline constexpr std::size_t max_url_bytes = 2000;  // longer links are not followed: some pages make them ever longer
