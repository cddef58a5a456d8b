// A page as one line of JSON.
#pragma once

#include <string>
#include <vector>

#include "found_page.hpp"

// What a page says to those who read HTML. A charset that is not supported becomes the page's error.
struct Said {
    std::vector<std::string> titles;
    std::vector<std::string> links;  // whole URLs, sorted, each once; what is no web link ("mailto:") stays as it is
};
Said said_by(Page& page);

// {"url":"...","final_url":"...","redirects":0,"status":200,"bytes":17490,"titles":[...],"links":[...],
//  "seconds":0.101,"error":null}, in one line. `url` is the one that was asked for.
std::string to_json(const FoundPage& found, const Said& said);
