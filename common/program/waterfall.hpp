// Draws what a trace holds: one row per page, time from left to right.
#pragma once

#include <string>
#include <vector>

// A stretch of time in which a page's connection did one thing; in seconds from the start of the run.
struct WaterfallPhase {
    std::string name;  // "connect", "wait", "receive"
    double begin = 0;
    double end = 0;
};

struct PageTimes {
    std::string page;  // "/top250?start=25&filter="
    std::vector<WaterfallPhase> phases;
    bool failed = false;

    double begin() const { return phases.front().begin; }
    double end() const;  // of the phase that ended last
};

// What one thread did, from its first event to its last: it ran, or it slept.
struct Lane {
    struct Stretch {
        double begin = 0;
        double end = 0;
        bool running = false;
    };
    std::vector<Stretch> stretches;
};

struct Waterfall {
    std::string title;
    std::vector<PageTimes> pages;  // by the time of their first phase
    std::vector<Lane> lanes = {};  // one per thread, of all processes
    double seconds() const;        // until the last phase ends
};

// Reads what --trace wrote in one run, from byte `begin` on. Throws std::runtime_error if the file cannot be read.
Waterfall read_trace(const std::string& path, const std::string& title, std::size_t begin = 0);

// For a terminal: one line per page (the first hundred), `columns` wide, and one line for what the threads did.
std::string draw_in_text(const Waterfall& waterfall, int columns, bool colour);
bool wants_colour();   // if the output is a terminal: $NO_COLOR is unset or empty, and $TERM is not "dumb"
int terminal_width();  // $COLUMNS; or else that of standard output or standard error; or else 100

// Returns one picture as SVG. `seconds` is the width of the time axis, so that pictures can share a scale.
std::string draw(const Waterfall& waterfall, double seconds);

// Returns one SVG with several small pictures side by side, all on one scale.
std::string draw_overview(const std::vector<Waterfall>& waterfalls, double seconds);
