// The crawler: crawl_by_queue, for a site of any size. It keeps its connections and no page, knows which redirects lead
// to the same page, and can be stopped politely.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "async_worker.hpp"
#include "common/crawl/crawl.hpp"
#include "connection_pool.hpp"
#include "progress_line.hpp"

struct CrawlOptions {
    std::chrono::milliseconds timeout{5000};  // a page may take
    std::size_t workers = 100;                // pages in flight at most
    int retries = 0;                          // how often a page is tried again that may come the next time
    bool progress = false;                    // a line on standard error while it works
};

struct FoundPage {
    Page page;
    std::string found_on = {};  // the page that linked to it first; "" for those that the crawl began with
    bool is_known = false;      // it only redirects to a page that has a place of its own
    double seconds = 0;         // it took
};

class SiteCrawl {
public:
    // `give` gets each page as soon as it and all that were found before it have come.
    using Give = std::function<void(FoundPage)>;
    SiteCrawl(Job job, const CrawlOptions& options, Give give);

    void run();
    void stop();  // empties the queue and adds no more links: run() returns when the pages in flight have come

    EventLoop& loop() { return worker_.loop(); }
    int redirects() const { return redirects_; }
    const std::set<std::string>& elsewhere() const { return elsewhere_; }  // links to other hosts: not followed
    bool is_stopped() const { return is_stopped_; }

private:
    // What waits in the queue: a URL, and the place of its page among those that were found.
    struct Item {
        std::size_t place;
        Url url;
        int round;                          // a job may stop after some
        std::vector<std::string> way = {};  // the URLs that have redirected to this one
    };
    struct Place {
        FoundPage found;
        Clock::time_point begun = {};
        bool has_come = false;  // or failed: nobody works on it any more
    };

    void add(const Url& url, int round, const std::string& found_on);
    Coroutine<Page> fetch(const Item& item);
    void came(const Item& item, Page& page);
    bool redirected(const Item& item, Page& page);
    void judged(const Item& item, Page& page);
    void follow_links(const Item& item, const Page& page);
    void give_in_order();

    Job job_;
    CrawlOptions options_;
    Give give_;
    std::deque<Place> places_;  // a deque, for its elements never move: a page is worked on while links are added
    std::size_t given_ = 0;     // of the places
    std::map<std::string, std::size_t> place_of_;  // of every URL that was seen
    std::set<std::string> elsewhere_;
    std::size_t done_ = 0, failed_ = 0;
    int redirects_ = 0;
    bool is_stopped_ = false;
    ProgressLine progress_;
    ConnectionPool connections_;
    AsyncWorker<Item, Page> worker_;
};
