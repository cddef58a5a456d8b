// Chapter 07: all pages at once, in one thread, written as in chapter 01. co_await pauses one function and lets the
// loop run the others.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// Runs a coroutine for each page, by gather. (The article's asyncio program.)
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
