// Chapter 02: several pages at once. A thread that sleeps holds up only itself, so each page gets one; fetch.cpp stays
// as it was in chapter 01.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// As in the article: one thread per page, all started before fetch_all waits for the first. If the system has no thread
// left for a page, the page's error says so.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);

// At most `threads` threads (1 or more): each takes the next page when it has finished one.
std::vector<Page> fetch_all_in_a_pool(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int threads);
