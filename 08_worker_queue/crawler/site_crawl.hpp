// The crawler: crawl_by_queue, for a site of any size. It keeps its connections and no page, knows which redirects lead
// to the same page, asks as the site wishes, and can be stopped politely.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "async_worker.hpp"
#include "common/crawl/crawl.hpp"
#include "crawl_options.hpp"
#include "fetcher.hpp"
#include "found_page.hpp"
#include "paced_output.hpp"
#include "progress_line.hpp"

class SiteCrawl {
public:
    // `give` gets each page as soon as it and all pages that were found before it have arrived.
    using Give = std::function<void(FoundPage)>;
    SiteCrawl(Job job, const CrawlOptions& options, Give give);

    void run();
    void stop();  // empties the queue and adds no more links: run() returns when the pages in flight are done

    EventLoop& loop() { return worker_.loop(); }
    ProgressLine& progress() { return progress_; }
    void slow_down_for(PacedOutput& output) { output_ = &output; }  // asks for no page while it is full

    const std::string& site() const { return job_.site; }  // the host and port that it stays on
    int redirects() const { return redirects_; }
    const std::set<std::string>& not_followed() const { return not_followed_; }  // links, each with the reason
    const std::set<std::string>& beyond_pages() const { return beyond_pages_; }  // links that max_pages left out
    const std::set<std::string>& beyond_depth() const { return beyond_depth_; }  // links that max_depth left out
    bool is_stopped() const { return is_stopped_; }

private:
    // What waits in the queue: a URL, and the place of its page among those that were found.
    struct Item {
        std::size_t place;
        Url url;
        std::size_t depth;                              // in links from the start
        std::vector<std::string> redirected_from = {};  // the URLs that have redirected to this one
    };
    struct Place {
        FoundPage found;
        Clock::time_point asked_at = {};
        bool is_done = false;      // or failed: nothing works on it any more
        bool is_left_out = false;  // it is not requested, so there is nothing to give
    };

    Coroutine<Page> fetch(const Item& item);
    Coroutine<void> until_it_may_be_asked(const Item& item);  // throws if it may not
    void arrived(const Item& item, Page& page);
    bool redirected(const Item& item, Page& page);
    void judged(const Item& item, Page& page);
    void left_out(const Item& item, std::exception_ptr why);
    void ended(const Item& item);

    void follow_links(const Item& item, const Page& page);
    void add(const Url& url, std::size_t depth, const std::string& found_on);
    void add_next_level();
    void bring_forward(std::size_t place, std::size_t depth);
    void give_in_order();

    Job job_;
    CrawlOptions options_;
    Give give_;
    std::deque<Place> places_;                     // a deque never moves its elements: links are added meanwhile
    std::size_t given_ = 0;                        // how many of the places
    std::map<std::string, std::size_t> place_of_;  // for every URL that was seen
    std::set<std::string> not_followed_, beyond_pages_, beyond_depth_;
    std::deque<Item> next_level_;  // only with a max_depth: one link further from the start
    std::size_t depth_ = 0, unfinished_ = 0;
    std::size_t done_ = 0, failed_ = 0;
    int redirects_ = 0;
    bool is_stopped_ = false;
    ProgressLine progress_;
    PacedOutput* output_ = nullptr;
    Fetcher fetcher_;
    AsyncWorker<Item, Page> worker_;
};
