// Chapter 06: all pages at once, in one thread, as functions that read from top to bottom. A coroutine waits by
// yielding a future, and a task resumes it when the future is done.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// Makes a task for each page, and runs a loop until all are done. (The article's async_way.)
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
