// Wrong: one host after another, so the quick one waits for the slow ones.
#pragma once

#include <map>

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    std::map<std::string, std::vector<std::size_t>> places;  // the places of each host's pages
    for (std::size_t i = 0; i < urls.size(); ++i) places[urls[i].authority()].push_back(i);

    std::vector<Page> pages(urls.size());
    for (const auto& [host, its_places] : places)
        JoiningThread([&] {
            std::vector<Url> its_urls;
            for (std::size_t i : its_places) its_urls.push_back(urls[i]);
            std::vector<Page> its_pages = fetch_all_in_a_pool(its_urls, timeout, per_host);
            for (std::size_t k = 0; k < its_places.size(); ++k) pages[its_places[k]] = std::move(its_pages[k]);
        });
    return pages;
}
