// Exercise 01-2: ask first, wait afterwards. (thirty minutes)
// One thread, and nothing but calls that sleep: all pages can still come in the time of one, because an answer need not
// be read before the next page is asked for. Make ask_first ask for all pages, each over its own connection, and then
// read the answers one after the other. A bad page must not spoil another one, wherever in the row it stands.
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    std::vector<Socket> sockets(urls.size());  // a page that failed keeps the empty one
    for (std::size_t i = 0; i < urls.size(); ++i) {
        Page& page = pages.emplace_back(Page{urls[i], {}});
        try {
            Deadline deadline = Clock::now() + timeout;
            Socket socket = connect_to(resolve(page.url.host, page.url.port), deadline);
            send_all(socket, request_text(page.url), deadline);
            sockets[i] = std::move(socket);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    // While we sleep for one answer, the others arrive too, and wait for us in the kernel. The time of a page begins
    // when its turn does: counted from the asking, a page that never comes would use up the time of all behind it. The
    // price: pages that never come are waited for one after the other. To keep the early deadlines, a program must
    // sleep for all sockets in one poll(): chapter 05.
    for (std::size_t i = 0; i < urls.size(); ++i) {
        if (pages[i].failed()) continue;
        try {
            pages[i].response = receive_response(sockets[i], Clock::now() + timeout);
        } catch (const std::exception& error) {
            pages[i].error = error.what();
        }
    }
    return pages;
}
