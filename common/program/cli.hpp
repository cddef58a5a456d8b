// The command line that all chapters share, and what they print.
// Each chapter's main.cpp calls it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/crawl/crawl.hpp"
#include "common/program/report.hpp"

struct Options;
using InsteadOfCrawl = std::function<int(const Options&)>;  // returns the exit status

struct Options {
    std::optional<Url> url;                   // none: the practice site, started for this run
    int search = 0;                           // 0: the list job
    std::chrono::milliseconds timeout{5000};  // a page may take
    std::chrono::milliseconds delay{100};     // the practice site takes for a page
    bool practice_site = false;               // it was started, and `url` is its film list
    bool body = false;
    bool quiet = false;
    std::string trace;
    bool waterfall = false;
    InsteadOfCrawl instead = {};
};

// An option that only one chapter has. `set` gets the value ("" where value_name is empty, a plain switch) and
// throws std::invalid_argument when it is no good.
struct Extra {
    std::string name;        // "--threads"
    std::string value_name;  // "N"
    std::string help;
    std::function<void(const std::string&)> set;
    InsteadOfCrawl instead = {};  // where the option is given, this is run, and not the crawl
};

// For an Extra that holds a whole number of at least `smallest`.
std::function<void(const std::string&)> whole_number(int& target, int smallest);

// A chapter's mechanism, with the time each page may take.
using ChapterFetchAll = std::function<std::vector<Page>(const std::vector<Url>&, std::chrono::milliseconds timeout)>;

// The whole program: reads the options, crawls, prints titles to standard output, and failures and the summary to
// standard error. Returns the exit status: 0 all pages came, 1 some failed, 2 the command line was wrong.
int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Extra>& extras = {});

// The same for a chapter that crawls in a way of its own, without rounds, and reports pages as they come.
using ChapterCrawl = std::function<void(const Options&, Job, Report&)>;
int run_chapter(int argc, char** argv, const ChapterCrawl& crawl_job, const std::vector<Extra>& extras = {});

// What a process needs whoever starts it: standard descriptors that are open, and memory that says when it is used up.
// (run_chapter does it. A program that works without run_chapter begins with it.)
void prepare_process();

Options parse_options(int argc, char** argv, const std::vector<Extra>& extras);  // throws std::invalid_argument
