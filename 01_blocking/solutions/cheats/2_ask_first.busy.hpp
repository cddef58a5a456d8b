// Wrong: tries all sockets in turn and never sleeps.
#pragma once

#include <array>

#include "fetch.hpp"

inline std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    std::vector<Socket> sockets(urls.size());
    std::vector<ResponseParser> parsers(urls.size());
    Deadline deadline = Clock::now() + timeout;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        Page& page = pages.emplace_back(Page{urls[i], {}});
        try {
            sockets[i] = connect_to(resolve(page.url.host, page.url.port), deadline);
            send_all(sockets[i], request_text(page.url), deadline);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    std::array<char, 16 * 1024> buffer;
    for (std::size_t done = 0; done < urls.size();) {
        done = 0;
        for (std::size_t i = 0; i < urls.size(); ++i) {
            if (pages[i].failed() || parsers[i].done()) {
                ++done;
                continue;
            }
            try {
                if (Clock::now() >= deadline) throw DeadlinePassed("receive");
                if (auto count = try_receive(sockets[i], buffer)) parsers[i].feed({buffer.data(), *count});
                if (parsers[i].done()) pages[i].response = parsers[i].take();
            } catch (const std::exception& error) {
                pages[i].error = error.what();
            }
        }
    }
    return pages;
}
