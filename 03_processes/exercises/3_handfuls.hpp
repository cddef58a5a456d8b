// Exercise 03-3: deal the pages out in handfuls. (an hour)
// map_in_processes tells a worker one page, waits for it, and tells it the next one. Where pages are many and small,
// that adds up; Python's executor.map has `chunksize` for it. Tell a worker `handful` pages at once. All else stays:
// the order, never more than `processes` at work, and a worker that dies costs the page it was at, which says how it
// died. The others of its handful are dealt out again.
#pragma once

#include "fetch_all.hpp"
#include "frame.hpp"
#include "worker.hpp"

inline std::vector<Page> map_in_handfuls(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                         int processes, int handful) {
    // TODO: write it anew, with Worker (worker.hpp) and frames (frame.hpp).
    static_cast<void>(handful);
    return map_in_processes(function, urls, processes);
}
