// What a run prints: titles to standard output, failures and the summary to standard error.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/crawl/crawl.hpp"
#include "common/crawl/printable.hpp"
#include "common/socket.hpp"

// What standard output shows of a page: "1 title" for each film, "/s?wd=0 20480 bytes", or the body itself.
enum class Content { titles, sizes, body };

class Report {
public:
    // Starts the clock. `site` is the host and port of the crawl; pages of other hosts are printed with their host.
    Report(Content content, bool quiet, std::string site = "")
        : content_(content), quiet_(quiet), site_(std::move(site)) {}

    void show(Content content) { content_ = content; }
    void stays_on(const std::string& site) { site_ = site; }  // if the start page redirects to another host

    void count(const Page& page, std::size_t titles = 0);
    void page(const Page& page, std::size_t titles = 0);  // counts the page, and prints its error if it failed
    void title(std::string_view title);                   // prints the next title
    void page_with_content(const Page& whole);            // counts the page, and prints its content or its error
    void interrupt() { interrupted_ = true; }             // Ctrl-C stopped the crawl: the status will be 130
    std::size_t pages() const { return pages_; }
    std::size_t failed() const { return failed_; }
    int status() const { return interrupted_ ? 130 : failed_ == 0 ? 0 : 1; }
    int finish();  // prints the summary and returns the exit status

private:
    Content content_;
    bool quiet_;
    std::string site_;
    bool interrupted_ = false;
    Clock::time_point start_ = Clock::now();
    std::size_t pages_ = 0, titles_ = 0, failed_ = 0, bytes_ = 0;
};

std::string number(double value, int decimals = 1);  // "0.5"
