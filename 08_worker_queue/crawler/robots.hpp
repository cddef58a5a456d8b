// What a site asks of those who crawl it: its /robots.txt, as RFC 9309 reads it.
// No I/O: the crawler fetches the file as it fetches any page, and asks allows() before it follows a link.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "common/page.hpp"

class Robots {
public:
    // "async-from-scratch": what the User-Agent field of our requests says, without its version.
    static constexpr std::string_view product_token = "async-from-scratch";
    static constexpr std::size_t max_bytes = 500 * 1024;  // of the file; the rest is not read

    Robots() = default;                      // allows everything
    explicit Robots(std::string_view file);  // never throws: a line that is no rule says nothing

    // What the answer to "/robots.txt" means (section 2.3.1): its rules; all is allowed where there is no such file
    // (status 400 to 499); nothing is, where the server has failed (500 and above, no answer), or says "too many
    // requests" (429). An answer that redirects must be followed before.
    static Robots from(const Page& answer);

    bool allows(const Url& url) const;

    // How long to wait between two requests, where the file says so: "Crawl-delay: 1.5". (Not in the RFC, but in wide
    // use. An hour at most.)
    std::optional<std::chrono::milliseconds> pause() const { return pause_; }

private:
    // One octet of a path. `encoded`: it has to be written as %XX to stand there, so that "/" is not "%2F".
    struct Octet {
        unsigned char value;
        bool encoded;
        bool either = false;  // what it means is the same in both spellings

        bool operator==(const Octet& rule) const {
            return value == rule.value && (either || encoded == rule.encoded);
        }
    };
    using Octets = std::vector<Octet>;

    struct Rule {
        bool allow;
        std::vector<Octets> pieces;  // what stands between the stars
        bool to_the_end;             // "$": nothing may follow
        std::size_t size;            // in octets, as it is written
    };
    struct Group;

    static Octets octets_of(std::string_view text);
    static Rule rule_of(bool allow, std::string_view pattern);
    static bool matches(const Rule& rule, const Octets& path);

    std::vector<Rule> rules_;  // of the group that speaks to us
    std::optional<std::chrono::milliseconds> pause_;
};
