// The article's third program reads the titles with a regular expression. This is its pattern, in std::regex.
#pragma once

#include <regex>
#include <string>
#include <vector>

inline std::vector<std::string> titles_by_regex(const std::string& html) {
    static const std::regex pattern(R"(<a href=.*\s.*<span class="title">(.*)</span>)");  // compiled once
    std::vector<std::string> titles;
    for (std::sregex_iterator match(html.begin(), html.end(), pattern), end; match != end; ++match)
        titles.push_back((*match)[1]);
    return titles;
}
