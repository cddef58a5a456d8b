// What a site asks of its crawlers: its /robots.txt, as RFC 9309 defines it.
// No I/O: the crawler fetches the file as it fetches any page, and asks allows() before it follows a link.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "common/page.hpp"
#include "path_pattern.hpp"

class Robots {
public:
    // The name of the group that applies to us: our User-Agent field without its version.
    static constexpr std::string_view product_token = "async-from-scratch";
    static constexpr std::size_t max_bytes = 500 * 1024;  // the rest of the file is not read

    Robots() = default;                      // allows everything
    explicit Robots(std::string_view file);  // never throws: ignores lines that are not rules

    // What the answer to "/robots.txt" means (section 2.3.1). Success: its rules. Status 400 to 499: there is no file,
    // so everything is allowed. No answer, 500 and above, and 429 ("too many requests"): nothing is allowed. The caller
    // must have followed redirects, and judged the page.
    static Robots from(const Page& answer);

    bool allows(const Url& url) const;

    // How long to wait between two requests, if the file says so: "Crawl-delay: 1.5". It is not in the RFC, but in many
    // files. At most one hour.
    std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }

private:
    struct Rule {
        bool allow;
        PathPattern pattern;
    };
    struct Group {
        bool is_there = false;
        std::vector<Rule> rules = {};
        std::optional<std::chrono::milliseconds> crawl_delay = {};
    };

    std::vector<Rule> rules_;  // the rules of the groups that apply to us
    std::optional<std::chrono::milliseconds> crawl_delay_;
};
