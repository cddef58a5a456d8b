// What a crawl gives: a page, and how it was come by.
#pragma once

#include <string>

#include "common/page.hpp"

struct FoundPage {
    Page page;
    std::string found_on = {};  // the page that linked to it first; "" for those that the crawl began with
    bool is_known = false;      // it only redirects to a page that has a place of its own
    double seconds = 0;         // it took
    std::string asked = {};     // the URL that was asked for first,
    int redirects = 0;          // and how many led from there to the page's own
};
