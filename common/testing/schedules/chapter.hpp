// What common/testing/schedules asks of a chapter: 05.cpp to 08.cpp say how each of them does it.
#pragma once

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "common/crawl/crawl.hpp"

// The error of a page that nobody waited for any more: cancelled, interrupted, or its loop gone.
inline const std::string given_up = "given up";

// Brings the pages by the chapter's loop, in the order of the URLs. `random` chooses among what the chapter offers:
// backends, how many at once, who is cancelled and when.
std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random);
