// Chapter 01: one page after another. While a call waits, everything after it waits too.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// The article's first program and its `sync_way`: a new connection for each page. Returns the pages in the order of the
// URLs; a failed page holds its error. `timeout` is for each page.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);

// One connection, kept for all pages of a host: what the article's second program, with `requests`, could have gained
// over the first.
std::vector<Page> fetch_all_on_one_connection(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
