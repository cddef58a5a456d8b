// What a crawl returns: a page, and how it was found.
#pragma once

#include <string>

#include "common/page.hpp"

struct FoundPage {
    Page page;
    std::string found_on = {};  // the page that linked to it first, or "" for a start page
    bool is_known = false;      // it only redirects to a page that has its own place
    double seconds = 0;         // the time that it took
    std::string asked = {};     // the URL that was requested first,
    int redirects = 0;          // and the redirects from there to the page's own URL
};
