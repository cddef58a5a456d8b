// The crawler in a pipe: URLs in, one a line; one JSON object a page out, as soon as it is there.
// The queue is bounded, so a slow reader of the output slows down the reading of the input.
#pragma once

#include <string>

#include "common/page.hpp"
#include "site_crawl.hpp"

// Reads standard input, writes standard output. Returns the exit status: 0 all pages came, 1 some failed.
int crawl_lines(const CrawlOptions& options);

// {"url":"...","status":200,"bytes":17490,"titles":[...],"links":44,"seconds":0.101,"error":null}
std::string to_json(const std::string& url, const Page& page, double seconds);
