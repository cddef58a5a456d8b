// What common/testing/steps records: a chapter's loop with a few pages on the network that is not there (see
// ../schedules/fake_network.hpp). 05.cpp to 08.cpp say how each chapter brings them.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl/crawl.hpp"

// Brings these pages by the chapter's loop; in chapter 08 the first one's links lead to the others.
std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
