// Wrong: one pool for all hosts: while both threads wait for a slow host, nothing arrives from the others.
#pragma once

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    return fetch_all_in_a_pool(urls, timeout, per_host);
}
