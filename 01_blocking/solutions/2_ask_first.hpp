// Exercise 01-2: ask first, wait afterwards. (thirty minutes)
// One thread, and only calls that sleep. Still, all pages can arrive in the time of one, because the program need not
// read an answer before it asks for the next page. Make ask_first ask for all pages, each over its own connection, and
// then read the answers one after another. A bad page must not spoil another one, wherever it is in the list.
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    std::vector<Socket> sockets(urls.size());  // a failed page keeps an empty one
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
    // While we sleep for one answer, the others arrive too, and wait for us in the kernel. A page's time begins with
    // its turn. If it began with the request, a page that never arrives would use up the time of all after it. The
    // price: we wait for such pages one after another. To keep the early deadlines, a program must sleep for all
    // sockets in one poll(): chapter 05.
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
