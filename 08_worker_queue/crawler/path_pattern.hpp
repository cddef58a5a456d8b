// A pattern of paths, as a rule in robots.txt holds one: "/film/*.html$". RFC 9309 sections 2.2.2 and 2.2.3.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

// One octet of a path and query. It may be written as itself or as %XX; most differ then: "/" is not "%2F".
struct PathOctet {
    unsigned char value;
    bool is_encoded;  // though it need not be, or because it has to be
    bool is_data;     // of a query, where it means the same in both spellings
};
std::vector<PathOctet> path_octets(std::string_view target);

class PathPattern {
public:
    // "*" stands for any octets, "$" at the end for the end of the path. A star that is meant is written %2A.
    explicit PathPattern(std::string_view text);

    bool matches(const std::vector<PathOctet>& path) const;  // or the beginning of the path, where there is no "$"
    std::size_t size() const { return size_; }               // in octets: which of two patterns says more

private:
    std::vector<std::vector<PathOctet>> pieces_;  // what stands before, between and after the stars
    bool to_the_end_;
    std::size_t size_ = 0;
};
