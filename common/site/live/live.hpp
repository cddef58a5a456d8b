// What the page /live shows: the latest runs, each as a picture of its connections over time, in bounded memory.
// No I/O: the site reports each change and its time. A run lasts from one silence to the next. As a run grows, its
// picture becomes coarser instead of larger: first each connection has a row, then every second, then every fourth ...
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/socket.hpp"

namespace site {

// The page uses their numbers. `failed` has no duration: it marks the time at which a page was lost.
enum class Phase { accepted, waiting, sending, idle, closed, failed };

// What a connection remembers between two calls of Live::change.
struct Trail {
    Clock::time_point accepted = Clock::now();
    Phase phase = Phase::accepted;
    long run = 0;              // the run of its latest request
    long row = 0;              // its row in that run
    std::string program = {};  // the program that sent its latest request, if known
};

class Live {
public:
    static constexpr std::chrono::milliseconds silence{500};  // a run is over when nothing was in flight for this long
    static constexpr std::size_t most_runs = 8;
    static constexpr std::size_t most_rows = 200;     // per run
    static constexpr std::size_t most_pieces = 6000;  // per run: two or three for each request

    // Records that a connection has entered a phase, with `in_flight` requests in flight.
    // A connection that never sends a request is not shown: browsers open spare ones.
    void change(Trail& trail, Phase phase, std::string_view target, long in_flight, Clock::time_point now);

    // Returns what has changed since an earlier answer, whose "change" is `since`; with 0, everything.
    std::string to_json(long since, Clock::time_point now) const;

private:
    struct Row {
        std::string target;                                       // of the latest request
        std::vector<std::pair<Phase, Clock::time_point>> pieces;  // each lasts until the next begins
        long changed = 0;
    };
    struct Run {
        long number = 0;
        std::string program = {};  // the first program that sent a request; "02_threads, ..." if others did too
        Clock::time_point began;
        Clock::time_point last;  // when something was last in flight
        long connections = 0;
        long requests = 0;
        long in_flight = 0;
        long peak = 0;
        long every = 1;  // keeps only rows whose number is a multiple of this
        std::size_t pieces = 0;
        long changed = 0;
        std::map<long, Row> rows;
    };
    void take_part(Trail& trail, std::string_view target, bool is_new, Clock::time_point now);
    static void make_coarser(Run& run);
    static void forget_older_half(Run& run);

    Clock::time_point born_ = Clock::now();  // lets the page notice that the site was restarted
    long changes_ = 0;
    std::deque<Run> runs_;
};

std::string_view live_page();  // the HTML of /live, in page.cpp

}  // namespace site
