// What the page /live shows: the latest runs, each a picture of connections over time, in bounded memory.
// No I/O: the site tells it of each change and the time of it. A run is what lies between two silences. While a run
// grows, its picture gets coarser instead of larger: first every connection has a row in it, then every second, every
// fourth ...
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

// The page knows them by number. `failed` lasts for no time: it marks where a page was lost, and another one follows.
enum class Phase { accepted, waiting, sending, idle, closed, failed };

// What a connection keeps of this, to be found again.
struct Trail {
    Deadline accepted = Clock::now();
    Phase phase = Phase::accepted;
    long run = 0;              // of its latest request
    long row = 0;              // in that run
    std::string program = {};  // of its latest request, if it says so
};

class Live {
public:
    static constexpr std::chrono::milliseconds silence{500};  // nothing in flight for so long: the run is over
    static constexpr std::size_t most_runs = 8;
    static constexpr std::size_t most_rows = 200;     // of a run
    static constexpr std::size_t most_pieces = 6000;  // of a run: two or three for each request

    // A connection has come into a phase; so many requests are in flight now.
    // One that never asks for anything is not shown: browsers open some to spare.
    void change(Trail& trail, Phase phase, std::string_view target, long in_flight, Deadline now);

    // What has changed since the `change` of an earlier answer; since 0: everything.
    std::string to_json(long since, Deadline now) const;

private:
    struct Row {
        std::string target;                              // of its latest request
        std::vector<std::pair<Phase, Deadline>> pieces;  // each lasts until the next begins
        long changed = 0;
    };
    struct Run {
        long number = 0;
        std::string program = {};  // that asked first; "02_threads, ..." if others did, too
        Deadline began;
        Deadline last;  // when something was last in flight
        long connections = 0;
        long requests = 0;
        long in_flight = 0;
        long peak = 0;
        long every = 1;  // only the rows whose number is a multiple of this are kept
        std::size_t pieces = 0;
        long changed = 0;
        std::map<long, Row> rows;
    };
    void take_part(Trail& trail, std::string_view target, bool is_new, Deadline now);
    static void make_coarser(Run& run);
    static void forget_older_half(Run& run);

    Deadline born_ = Clock::now();  // tells one start of the site from another
    long changes_ = 0;
    std::deque<Run> runs_;
};

std::string_view live_page();  // live_page.cpp

}  // namespace site
