// Wrong: one pool, wide enough for all hosts: all of its threads may ask the same host.
#pragma once

#include <set>

#include "fetch_all.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    std::set<std::string> hosts;
    for (const Url& url : urls) hosts.insert(url.authority());
    return fetch_all_in_a_pool(urls, timeout, per_host * static_cast<int>(hosts.size()));
}
