// Draws what a trace holds: a row a page, time from left to right.
// Where am I? common/tour, `make pictures`. No lesson stands here: you may ignore it.
#pragma once

#include <string>
#include <vector>

// A stretch of time in which a page's connection did one thing; in seconds from the start of the run.
struct Phase {
    std::string name;  // "connect", "wait", "receive"
    double begin = 0;
    double end = 0;
};

struct PageTimes {
    std::string page;  // "/top250?start=25&filter="
    std::vector<Phase> phases;
};

struct Waterfall {
    std::string title;
    std::vector<PageTimes> pages;  // by the time of their first phase
    double seconds() const;        // until the last phase ends
};

// Reads a file that --trace wrote in one run. Throws std::runtime_error if it cannot be read.
Waterfall read_trace(const std::string& path, const std::string& title);

// One picture, SVG. `seconds` is the width of the time axis, so that pictures can share a scale.
std::string draw(const Waterfall& waterfall, double seconds);

// Several side by side, small, on one scale.
std::string draw_overview(const std::vector<Waterfall>& waterfalls, double seconds);
