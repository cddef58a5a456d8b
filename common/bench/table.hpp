// The table that the tour ends in.
#pragma once

#include <string>
#include <vector>

struct Row {
    std::string chapter;    // "02_threads"
    std::string mechanism;  // "a thread a page"
    long at_once = 0;       // pages in flight at the peak, by the site's own count
    double seconds = 0;
    double cpu_milliseconds = 0;
    double peak_megabytes = 0;
    double article_ratio = 0;  // how many times faster the article found it; 0: it does not say
};

// Ratios are against the first row. `width` is the terminal's, in columns: what does not fit is left out, the
// bars first. `colour`: with the terminal's colours.
std::string table(const std::vector<Row>& rows, int width, bool colour);
