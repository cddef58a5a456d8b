// Wrong: pauses forever if nothing arrives.
#pragma once

#include <array>

#include "from_01/fetch.hpp"
#include "generator.hpp"

struct NotYet {};  // what a fetch yields when it pauses: nothing

// Fetches page.url into the page, which must not move until this has ended.
inline Generator<NotYet> fetch_in_steps(Page& page, Deadline deadline) {
    try {
        Socket socket = connect_to(resolve(page.url.host, page.url.port), deadline);
        send_all(socket, request_text(page.url), deadline);
        ResponseParser parser;
        std::array<char, 16 * 1024> buffer;
        while (!parser.done()) {
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
    std::vector<Generator<NotYet>::Iterator> turns;
    for (auto& fetch : fetches) turns.push_back(fetch.begin());
    for (;;) {
        std::erase(turns, std::default_sentinel);  // those that have ended
        if (turns.empty()) return pages;
        for (auto& turn : turns) ++turn;
    }
}
