// Exercise 03-3: deal the pages out in handfuls. (an hour)
// map_in_processes sends a worker the number of one page, waits for the page, and sends the next number. With many
// small pages that adds up; Python's executor.map has `chunksize` for it. Send a worker `handful` numbers at once. The
// rest must stay: the order, at most `processes` workers, and a worker that dies costs only its current page, which
// says how it died. The other pages of its handful are dealt out again.
#pragma once

#include "fetch_all.hpp"
#include "frame.hpp"
#include "worker.hpp"

inline std::vector<Page> map_in_handfuls(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                         int processes, int handful) {
    // TODO: write it with Worker (worker.hpp) and frames (frame.hpp).
    static_cast<void>(handful);
    return map_in_processes(function, urls, processes);
}
