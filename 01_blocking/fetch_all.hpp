// Chapter 01: one page after another. While a call waits, everything after it waits too.
#pragma once

#include <chrono>
#include <vector>

#include "common/page.hpp"

// The article's first program and its `sync_way`: a new connection for each page.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout);

// What the article's second program, with `requests`, could have gained over the first: one connection, kept for all
// pages of a host.
std::vector<Page> fetch_all_on_one_connection(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
