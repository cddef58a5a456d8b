// Wrong: a thread per page, and a gate for each host, at which the threads keep asking whether it is open.
#pragma once

#include <atomic>
#include <map>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    std::map<std::string, std::atomic<int>> at_host;
    for (const Url& url : urls) at_host[url.authority()] = 0;
    std::vector<Page> pages(urls.size());
    std::vector<JoiningThread> threads;
    for (std::size_t i = 0; i < urls.size(); ++i)
        threads.emplace_back([&, i] {
            std::atomic<int>& here = at_host.at(urls[i].authority());
            for (int now = here; now >= per_host || !here.compare_exchange_weak(now, now + 1); now = here) {}
            pages[i] = fetch_page(urls[i], timeout);
            --here;
        });
    threads.clear();
    return pages;
}
