// Exercise 01-2: ask first, wait afterwards. (thirty minutes)
// One thread, and only calls that sleep. Still, all pages can arrive in the time of one, because the program need not
// read an answer before it asks for the next page. Make ask_first ask for all pages, each over its own connection, and
// then read the answers one after another. A bad page must not spoil another one, wherever it is in the list.
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) {  // TODO: we sleep in receive_response; what could the site do in the meantime?
        Page& page = pages.emplace_back(Page{url, {}});
        try {
            Deadline deadline = Clock::now() + timeout;
            Socket socket = connect_to(resolve(url.host, url.port), deadline);
            send_all(socket, request_text(url), deadline);
            page.response = receive_response(socket, deadline);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    return pages;
}
