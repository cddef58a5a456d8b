// Wrong: keeps only the connections that succeed, so after a refused one each page reads the answer to the next.
#pragma once

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    std::vector<Socket> sockets;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        Page& page = pages.emplace_back(Page{urls[i], {}});
        try {
            Deadline deadline = Clock::now() + timeout;
            Socket socket = connect_to(resolve(page.url.host, page.url.port), deadline);
            send_all(socket, request_text(page.url), deadline);
            sockets.push_back(std::move(socket));
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    for (std::size_t i = 0; i < urls.size(); ++i) {
        if (i >= sockets.size()) break;
        try {
            pages[i].response = receive_response(sockets[i], Clock::now() + timeout);
        } catch (const std::exception& error) {
            pages[i].error = error.what();
        }
    }
    return pages;
}
