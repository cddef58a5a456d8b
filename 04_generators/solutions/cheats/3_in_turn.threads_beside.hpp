// A cheat: its steps are right, but it does not use them: a thread for each page fetches it.
#pragma once

#include <array>
#include <thread>

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
    std::vector<Page> pages(urls.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < urls.size(); ++i)
        threads.emplace_back([&, i] { pages[i] = fetch_page(urls[i], timeout); });
    for (std::thread& thread : threads) thread.join();
    return pages;
}
