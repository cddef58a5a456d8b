// Exercise 02-2: polite, and still quick. (thirty minutes)
// A thread per page is rude: forty pages of one host are forty requests at once. fetch_politely should keep `per_host`
// pages of each host in flight and no more, and all hosts should work at the same time: a slow host must not hold up a
// quick one. The pages must be in the order of the URLs, as always.
#pragma once

#include <map>

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    std::map<std::string, std::vector<std::size_t>> places;  // the places of each host's pages
    for (std::size_t i = 0; i < urls.size(); ++i) places[urls[i].authority()].push_back(i);

    // A pool of two threads has two pages in flight, so each host gets a pool, and a thread that waits for the pool.
    // Another way is a thread per page, and a gate for each host that lets two in (a mutex, a condition variable, a
    // number). It reads well, but then a thousand pages need a thousand threads, most of them asleep at a gate.
    std::vector<Page> pages(urls.size());
    std::vector<JoiningThread> hosts;
    for (const auto& [host, its_places] : places)
        hosts.emplace_back([&] {
            std::vector<Url> its_urls;
            for (std::size_t i : its_places) its_urls.push_back(urls[i]);
            std::vector<Page> its_pages = fetch_all_in_a_pool(its_urls, timeout, per_host);
            for (std::size_t k = 0; k < its_places.size(); ++k) pages[its_places[k]] = std::move(its_pages[k]);
        });
    hosts.clear();  // joins them all
    return pages;
}
