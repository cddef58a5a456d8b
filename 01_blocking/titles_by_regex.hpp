// The article's third program reads the titles with a regular expression. This is its pattern, in std::regex.
#pragma once

#include <string>
#include <vector>

std::vector<std::string> titles_by_regex(const std::string& html);
