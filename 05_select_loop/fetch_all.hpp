// Chapter 05: all pages at once, in one thread. A loop sleeps for all sockets together, and calls the callbacks of
// those that are ready.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl/crawl.hpp"
#include "selector.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout,
                            Backend backend = Backend::poll);
