// Exercise 01-2: ask first, wait afterwards. (thirty minutes)
// One thread, and nothing but calls that sleep: all pages can still come in the time of one, because an answer need not
// be read before the next page is asked for. Make ask_first ask for all pages, each over its own connection, and then
// read the answers one after the other. A bad page must not spoil another one, wherever in the row it stands.
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
