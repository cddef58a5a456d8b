// A crawl without rounds: a link goes into the queue as soon as its page is there, and no page waits for the slowest
// page of a round.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl/crawl.hpp"

// Returns every page of the job, in the order in which they were found. At most `workers` are in flight.
std::vector<Page> crawl_by_queue(Job job, std::chrono::milliseconds timeout, std::size_t workers);
