// Chapter 07: all pages at once, written as in chapter 01. The one idea: co_await pauses this function, and lets the
// loop run the others.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl.hpp"

// The article's asyncio program: a coroutine for each page, and gather.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
