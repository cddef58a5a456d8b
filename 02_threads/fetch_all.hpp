// Chapter 02: several pages at once. The one idea: a thread that sleeps holds up only itself, so let each page
// have one; fetch.cpp stays as it was.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl.hpp"

// As in the article: one thread a page, all started before the first is waited for.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);

// At most `threads` of them (1 or more): each takes the next page when it is done with one.
std::vector<Page> fetch_all_in_a_pool(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int threads);
