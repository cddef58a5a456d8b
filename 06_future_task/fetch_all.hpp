// Chapter 06: all pages at once, in one thread, as functions that read from top to bottom. The one idea: a coroutine
// waits by yielding a future, and a task brings it back when the future is done.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl.hpp"

// The article's async_way: a task for each page, and a loop that runs until all are done.
std::vector<Page> async_way(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
