// What common/testing/steps records: a chapter's loop with a few pages on the fake network (see
// ../schedules/fake_network.hpp). A chapter says in its testing/steps.cpp how it fetches them.
#pragma once

#include <chrono>
#include <vector>

#include "common/crawl/crawl.hpp"

// Fetches these pages with the chapter's loop. Chapter 08 takes only the first, and its links lead to the others.
std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
