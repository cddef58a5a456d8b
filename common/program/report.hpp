// What a run prints: titles to standard output, failures and the summary to standard error.
#pragma once

#include <string>
#include <string_view>

#include "common/crawl/crawl.hpp"
#include "common/crawl/printable.hpp"
#include "common/socket.hpp"

// What of a page goes to standard output: "1 title" for each film, "/s?wd=0 20480 bytes", or the body itself.
enum class Content { titles, sizes, body };

class Report {
public:
    Report(Content content, bool quiet) : content_(content), quiet_(quiet) {}  // the clock begins to run

    void show(Content content) { content_ = content; }

    void page(const Page& page);                // counts it; names it if it failed
    void title(std::string_view title);         // prints the next title
    void page_with_content(const Page& whole);  // both: the page, and what is to be printed of it
    void interrupt() { interrupted_ = true; }   // the crawl was stopped by Ctrl-C: the status will be 130
    int finish();  // prints the summary and returns the exit status; throws if standard output took nothing

private:
    Content content_;
    bool quiet_;
    bool interrupted_ = false;
    Deadline start_ = Clock::now();
    std::size_t pages_ = 0, titles_ = 0, failed_ = 0, bytes_ = 0;
};

std::string number(double value, int decimals = 1);  // "0.5"
