// Chapter 03: several pages at once, in processes. A process shares no memory with another: it can break nothing there,
// but it must send back its results.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "common/page.hpp"

// Does what the article's ProcessPoolExecutor.map does: forks `processes` workers (1 or more), lets them call
// `function` for each URL, and returns the pages in the order of the URLs. A worker that dies costs its current page.
// An exception from `function` becomes the error of its page.
std::vector<Page> map_in_processes(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                   int processes);

// The article's fifth program, with its pool: `processes` workers call fetch_page().
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int processes);
