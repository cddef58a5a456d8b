// The options that all chapters share, and those that a chapter adds.
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
    std::optional<Url> url;                   // no value: start the practice site
    int search = 0;                           // 0: crawl the film list
    std::chrono::milliseconds timeout{5000};  // for each page
    std::chrono::milliseconds delay{100};     // of the practice site, for each page
    bool practice_site = false;               // true once it was started; `url` is then its film list
    bool body = false;
    bool quiet = false;
    std::string trace;
    bool waterfall = false;
    bool help = false;
    InsteadOfCrawl run_instead = {};
};

// An option that only one chapter has. `set` takes the value and throws std::invalid_argument if it is wrong. A plain
// switch has an empty value_name, and `set` then takes "".
struct Option {
    std::string name;             // "--threads"
    std::string value_name = {};  // "N"
    std::string help;
    std::function<void(const std::string&)> set;
    std::string needs = {};                  // it works only with this option
    std::vector<std::string> excludes = {};  // it cannot be combined with these options; "URL" may be one
    InsteadOfCrawl run_instead = {};         // if set, the option runs this instead of the crawl
};

// Returns the `set` of a plain switch.
std::function<void(const std::string&)> turn_on(bool& target);

// Returns the `set` of an Option that takes a whole number of at least `smallest`.
std::function<void(const std::string&)> whole_number(int& target, int smallest);

// The same for a time in milliseconds, at least 0.
std::function<void(const std::string&)> milliseconds(std::chrono::milliseconds& target);

Options parse_options(int argc, char** argv, const std::vector<Option>& extras);  // throws std::invalid_argument
std::string help_text(const std::string& program, const std::vector<Option>& extras);
