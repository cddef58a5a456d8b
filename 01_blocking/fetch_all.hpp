// Chapter 01: one page after the other. The one idea: a call that waits makes everything behind it wait.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl.hpp"

// The article's programs P1 and P11: a new connection for each page.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);

// What `requests` adds to urllib (P2), done fully: one connection, kept for all pages of a host.
std::vector<Page> fetch_all_on_one_connection(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
