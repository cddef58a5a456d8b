// The options that all chapters share, and those that one chapter adds.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/url.hpp"

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
    bool help = false;
    InsteadOfCrawl instead = {};
};

// An option that only one chapter has. `set` gets the value ("" where value_name is empty, a plain switch) and
// throws std::invalid_argument when it is no good.
struct Extra {
    std::string name;        // "--threads"
    std::string value_name;  // "N"
    std::string help;
    std::function<void(const std::string&)> set;
    InsteadOfCrawl instead = {};             // where the option is given, this is run, and not the crawl
    std::vector<std::string> excludes = {};  // options that it does not go with; "URL" is one
    std::string needs = {};                  // an option without which it means nothing
};

// For an Extra that holds a whole number of at least `smallest`.
std::function<void(const std::string&)> whole_number(int& target, int smallest);

// The same for a time, in milliseconds of at least 0.
std::function<void(const std::string&)> milliseconds(std::chrono::milliseconds& target);

Options parse_options(int argc, char** argv, const std::vector<Extra>& extras);  // throws std::invalid_argument
std::string help_text(const std::string& program, const std::vector<Extra>& extras);
