// What a site asks of those who crawl it: its /robots.txt, as RFC 9309 reads it.
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
    // What a group must be called to speak to us: our User-Agent field without its version.
    static constexpr std::string_view product_token = "async-from-scratch";
    static constexpr std::size_t max_bytes = 500 * 1024;  // of the file; the rest is not read

    Robots() = default;                      // allows everything
    explicit Robots(std::string_view file);  // never throws: a line that is no rule says nothing

    // What the answer to "/robots.txt" means (section 2.3.1). Success: its rules. Status 400 to 499: there is none, so
    // everything is allowed. No answer, 500 and above, and "too many requests" (429): nothing is. Whoever calls it has
    // followed redirects.
    static Robots from(const Page& answer);

    bool allows(const Url& url) const;

    // How long to wait between two requests, where the file says so: "Crawl-delay: 1.5". The RFC does not have it, many
    // files do. One hour at most.
    std::optional<std::chrono::milliseconds> pause() const { return pause_; }

private:
    struct Rule {
        bool allow;
        PathPattern pattern;
    };
    struct Group {
        bool is_there = false;
        std::vector<Rule> rules = {};
        std::optional<std::chrono::milliseconds> pause = {};
    };

    std::vector<Rule> rules_;  // of the groups that speak to us
    std::optional<std::chrono::milliseconds> pause_;
};
