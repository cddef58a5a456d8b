// The crawler in a pipe: it reads one URL per line, and prints one JSON object per page as soon as it is there.
// The queue is bounded, so a slow reader of the output slows down the reading of the input.
#pragma once

#include "crawl_options.hpp"

// Reads standard input, writes standard output. Returns the exit status: 0, or 1 if a page failed, or 130 after Ctrl-C.
// Prints the summary only if standard error is a terminal.
int crawl_lines(const CrawlOptions& options);
