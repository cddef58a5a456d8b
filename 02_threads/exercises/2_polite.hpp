// Exercise 02-2: polite, and still quick. (thirty minutes)
// A thread per page is rude: forty pages of one host are forty requests at once. fetch_politely should keep `per_host`
// pages of each host in flight and no more, and all hosts should work at the same time: a slow host must not hold up a
// quick one. The pages must be in the order of the URLs, as always.
#pragma once

#include "fetch_all.hpp"
#include "joining_thread.hpp"

inline std::vector<Page> fetch_politely(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int per_host) {
    (void)per_host;
    return fetch_all(urls, timeout);  // TODO: what makes the third page of a host wait, and what waits with it?
}
