// What each chapter must define for common/testing/schedules: in its testing/schedules.cpp.
#pragma once

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "common/crawl/crawl.hpp"

// The error of a page that was given up: it was cancelled or interrupted, or its loop has ended.
inline const std::string given_up = "given up";

// Fetches the pages with the chapter's loop, in the order of the URLs. `random` chooses among what the chapter offers:
// backends, how many at once, which pages are cancelled and when.
std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random);
