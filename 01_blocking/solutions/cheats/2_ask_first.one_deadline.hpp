// Wrong: all pages share one deadline, so a page that never arrives uses up the time of those after it.
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    Deadline deadline = Clock::now() + timeout;
    std::vector<Socket> sockets(urls.size());  // a failed page keeps an empty one
    for (std::size_t i = 0; i < urls.size(); ++i) {
        Page& page = pages.emplace_back(Page{urls[i], {}});
        try {
            Socket socket = connect_to(resolve(page.url.host, page.url.port), deadline);
            send_all(socket, request_text(page.url), deadline);
            sockets[i] = std::move(socket);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    for (std::size_t i = 0; i < urls.size(); ++i) {
        if (pages[i].failed()) continue;
        try {
            pages[i].response = receive_response(sockets[i], deadline);
        } catch (const std::exception& error) {
            pages[i].error = error.what();
        }
    }
    return pages;
}
