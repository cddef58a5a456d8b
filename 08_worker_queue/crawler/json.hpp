// A page as one line of JSON.
#pragma once

#include <string>
#include <vector>

#include "found_page.hpp"

// What the HTML of a page says. A charset that is not supported becomes the page's error.
struct Said {
    std::vector<std::string> titles;
    std::vector<std::string> links;  // complete URLs, sorted, each once; others ("mailto:") stay as they are
};
Said said_by(Page& page);

// {"url":"...","final_url":"...","redirects":0,"status":200,"bytes":17490,"titles":[...],"links":[...],
//  "seconds":0.101,"error":null}, in one line. `url` is the one that was requested.
std::string to_json(const FoundPage& found, const Said& said);
