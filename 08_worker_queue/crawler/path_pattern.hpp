// A pattern of paths, as in the rules of a robots.txt: "/film/*.html$". RFC 9309 sections 2.2.2 and 2.2.3.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

// One octet of a path and query. It may be written as itself or as %XX. For some octets these differ: "/" is not "%2F".
struct PathOctet {
    unsigned char value;
    bool is_encoded;  // because it must be, or although it need not be
    bool is_data;     // in a query, where both spellings mean the same
};
std::vector<PathOctet> path_octets(std::string_view target);

class PathPattern {
public:
    // "*" stands for any octets, and "$" at the end for the end of the path. A literal star is written %2A.
    explicit PathPattern(std::string_view text);

    bool matches(const std::vector<PathOctet>& path) const;  // or the beginning of the path, if there is no "$"
    std::size_t size() const { return size_; }               // in octets: the larger of two patterns is more specific

private:
    std::vector<std::vector<PathOctet>> pieces_;  // the text before, between and after the stars
    bool to_the_end_;
    std::size_t size_ = 0;
};
