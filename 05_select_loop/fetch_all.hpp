// Chapter 05: all pages at once, in one thread. The one idea: a loop that sleeps for all sockets together, and hands
// each one that is ready to whoever waits for it.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl.hpp"
#include "selector.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout,
                            Backend backend = Backend::poll);
