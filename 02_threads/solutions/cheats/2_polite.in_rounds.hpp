// In rounds: it fetches a handful of a host's pages, and the next handful only when the slowest of them has come.
#pragma once

#include <algorithm>
#include <map>

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    std::map<std::string, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < urls.size(); ++i) places[urls[i].authority()].push_back(i);
    std::vector<Page> pages(urls.size());
    std::vector<JoiningThread> hosts;
    const std::size_t most = static_cast<std::size_t>(per_host);
    for (const auto& [host, its_places] : places)
        hosts.emplace_back([&] {
            for (std::size_t begin = 0; begin < its_places.size(); begin += most) {
                std::vector<Url> round;
                for (std::size_t k = begin; k < std::min(begin + most, its_places.size()); ++k)
                    round.push_back(urls[its_places[k]]);
                std::vector<Page> came = fetch_all(round, timeout);
                for (std::size_t k = 0; k < came.size(); ++k) pages[its_places[begin + k]] = std::move(came[k]);
            }
        });
    hosts.clear();
    return pages;
}
