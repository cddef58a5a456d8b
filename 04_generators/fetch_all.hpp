// The crawler as a lazy stream of pages: each is fetched when it is asked for, and one that is not needed is never
// fetched. (The article's crawlers have no such step. The name is the same as in the other chapters.)
#pragma once

#include <chrono>

#include "common/crawl/crawl.hpp"
#include "generator.hpp"

// Yields each start page, and after it the pages that it links to; a failed page holds its error. Replaces the rounds
// in common/crawl, so job.rounds is not used.
Generator<Page> fetch_all(Job job, std::chrono::milliseconds timeout);
