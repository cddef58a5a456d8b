// Chapter 08: a list of pages, fetched by a fixed number of workers.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "common/page.hpp"
#include "from_07/coroutine.hpp"

// At most `workers` pages are in flight. Returns them in the order of the URLs.
std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::size_t workers);

// The same, with another function that fetches a page.
using Fetch = std::function<Coroutine<Page>(const Url&)>;
std::vector<Page> fetch_all(const std::vector<Url>& urls, const Fetch& fetch, std::size_t workers);
