// What a run prints: titles to standard output, failures and the summary to standard error.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/crawl/crawl.hpp"
#include "common/crawl/printable.hpp"
#include "common/socket.hpp"

// What of a page goes to standard output: "1 title" for each film, "/s?wd=0 20480 bytes", or the body itself.
enum class Content { titles, sizes, body };

class Report {
public:
    // The clock begins to run. `site` is the host and port asked for: where it is given, pages of others show theirs.
    Report(Content content, bool quiet, std::string site = "")
        : content_(content), quiet_(quiet), site_(std::move(site)) {}

    void show(Content content) { content_ = content; }
    void stays_on(const std::string& site) { site_ = site; }  // the start page has led elsewhere

    void count(const Page& page, std::size_t titles = 0);
    void page(const Page& page, std::size_t titles = 0);  // counts it; names it if it failed
    void title(std::string_view title);                   // prints the next title
    void page_with_content(const Page& whole);            // both: the page, and what is to be printed of it
    void interrupt() { interrupted_ = true; }             // the crawl was stopped by Ctrl-C: the status will be 130
    std::size_t pages() const { return pages_; }
    std::size_t failed() const { return failed_; }
    int status() const { return interrupted_ ? 130 : failed_ == 0 ? 0 : 1; }
    int finish();  // prints the summary and returns the exit status

private:
    Content content_;
    bool quiet_;
    std::string site_;
    bool interrupted_ = false;
    Deadline start_ = Clock::now();
    std::size_t pages_ = 0, titles_ = 0, failed_ = 0, bytes_ = 0;
};

std::string number(double value, int decimals = 1);  // "0.5"
