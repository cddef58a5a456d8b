// Exercise 04-3: a hundred pages at once, with nothing but pauses. (an hour)
// No thread, no process: a coroutine per page, which pauses where chapter 01 sleeps, and a loop that resumes each of
// them in turn. For now, fetch_in_steps fetches its page in one step, and fetch_together finishes each page before it
// begins the next: two things to change. (Chapter 05 asks what the loop costs the processor.)
#pragma once

#include <array>

#include "from_01/fetch.hpp"
#include "generator.hpp"

struct NotYet {};  // what a fetch yields when it pauses: nothing

// Fetches page.url into the page, which must not move until this has ended.
inline Generator<NotYet> fetch_in_steps(Page& page, Deadline deadline) {
    try {
        // TODO: fetch() in from_01/fetch.cpp shows the steps. Only the last one sleeps for long: what is in receive()?
        page.response = fetch(page.url, deadline);
    } catch (const std::exception& error) {
        page.error = error.what();
    }
    co_return;
}

inline std::vector<Page> fetch_together(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}});
    std::vector<Generator<NotYet>> fetches;
    for (Page& page : pages) fetches.push_back(fetch_in_steps(page, Clock::now() + timeout));
    // TODO: this runs the first fetch to its end, and then the second
    for (auto& fetch : fetches)
        for (auto& not_yet : fetch) (void)not_yet;
    return pages;
}
