// Chapter 07: all pages at once, in one thread, written as in chapter 01. co_await pauses this function, and lets the
// loop run the others.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// A coroutine for each page, and gather. (The article's asyncio program.)
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
