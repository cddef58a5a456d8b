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
        // Connecting and sending may sleep too, but not for long. (Or use start_connect, try_send and more pauses.)
        Socket socket = connect_to(resolve(page.url.host, page.url.port), deadline);
        send_all(socket, request_text(page.url), deadline);
        ResponseParser parser;
        std::array<char, 16 * 1024> buffer;
        while (!parser.done()) {
            if (Clock::now() >= deadline) throw DeadlinePassed("receive");
            if (auto count = try_receive(socket, buffer)) parser.feed({buffer.data(), *count});
            else co_yield NotYet{};  // where receive() sleeps
        }
        page.response = parser.take();
    } catch (const std::exception& error) {
        page.error = error.what();
    }
}

inline std::vector<Page> fetch_together(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}});
    std::vector<Generator<NotYet>> fetches;
    for (Page& page : pages) fetches.push_back(fetch_in_steps(page, Clock::now() + timeout));
    // begin() takes a fetch to its first pause, and ++ takes it to the next. (To sleep instead of asking in vain, a
    // fetch must yield its socket: then one poll() can wait for all of them. That is chapter 05.)
    std::vector<Generator<NotYet>::Iterator> turns;
    for (auto& fetch : fetches) turns.push_back(fetch.begin());
    for (;;) {
        std::erase(turns, std::default_sentinel);  // those that have ended
        if (turns.empty()) return pages;
        for (auto& turn : turns) ++turn;
    }
}
