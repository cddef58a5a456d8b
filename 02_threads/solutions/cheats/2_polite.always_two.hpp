// Wrong: has two pages of a host in flight, whatever per_host is.
#pragma once

#include <map>

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int) {
    std::map<std::string, std::vector<std::size_t>> places;  // the places of each host's pages
    for (std::size_t i = 0; i < urls.size(); ++i) places[urls[i].authority()].push_back(i);

    std::vector<Page> pages(urls.size());
    std::vector<JoiningThread> hosts;
    for (const auto& [host, its_places] : places)
        hosts.emplace_back([&] {
            std::vector<Url> its_urls;
            for (std::size_t i : its_places) its_urls.push_back(urls[i]);
            std::vector<Page> its_pages = fetch_all_in_a_pool(its_urls, timeout, 2);
            for (std::size_t k = 0; k < its_places.size(); ++k) pages[its_places[k]] = std::move(its_pages[k]);
        });
    hosts.clear();  // joins them all
    return pages;
}
