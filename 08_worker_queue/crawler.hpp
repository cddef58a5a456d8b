// The crawler without rounds. The one idea: a link goes into the queue as soon as its page is there, and some worker
// takes it; no page waits for the slowest one of its round.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "common/crawl.hpp"

struct CrawlOptions {
    std::chrono::milliseconds timeout{5000};  // a page may take
    std::size_t workers = 100;                // pages in flight at most
    int retries = 0;                          // how often a page is tried again that might come the next time
    bool progress = false;                    // a line on standard error while it works
};

// A page, where its link was found first ("" for those that the crawl began with), and how long it took.
struct FoundPage {
    Page page;
    std::string found_on = {};
    bool is_known = false;  // it only redirects to a page that has a place of its own
    double seconds = 0;     // it took
    bool came = false;      // or failed: nobody works on it any more
};

struct Crawl {
    std::vector<FoundPage> pages;             // in the order in which they were found
    std::vector<std::string> elsewhere = {};  // links to other hosts: listed, not fetched
    int redirects = 0;
    bool interrupted = false;  // by Ctrl-C: `pages` are those that came
};
Crawl crawl_by_queue(Job job, const CrawlOptions& options);

// The same, but keeps no page: gives each away as soon as it and all before it have come, and `pages` stays empty. A
// site of any size can be crawled like this, a list of it may be larger than the memory.
Crawl crawl_by_queue(Job job, const CrawlOptions& options, const std::function<void(FoundPage)>& give);

std::vector<Page> fetch_all(const std::vector<Url>& urls, const CrawlOptions& options);

Job site_job(const Url& start);  // every page of the host that can be reached from here
