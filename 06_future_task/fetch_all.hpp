// Chapter 06: all pages at once, in one thread, as functions that read from top to bottom. A coroutine waits by
// yielding a future, and a task brings it back when the future is done.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// A task for each page, and a loop that runs until all are done. (The article's async_way.)
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
