// The table that the tour prints.
#pragma once

#include <string>
#include <vector>

struct Row {
    std::string chapter;    // "02_threads"
    std::string mechanism;  // "a thread per page"
    long at_once = 0;       // the site's peak of pages in flight
    double seconds = 0;
    double cpu_milliseconds = 0;
    double peak_megabytes = 0;
    double article_ratio = 0;  // how many times faster the article's program was; 0 if the article does not say
};

// Ratios compare with the first row. `width` is that of the terminal, in columns: the bars and then some columns are
// left out if they do not fit. `colour` uses the terminal's colours.
std::string table(const std::vector<Row>& rows, int width, bool colour);
