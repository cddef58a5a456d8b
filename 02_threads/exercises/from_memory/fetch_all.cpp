// Exercise 02-4: from memory. Write what is marked TODO: a thread for each page, and then the pool, in which a thread
// takes the next page when it is done with one. Keep all names; the chapter's own tests check it.
// Chapter 02's mechanism: the loop of chapter 01, with a thread for each page, and then with a pool of threads.
#include "fetch_all.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    throw std::logic_error("TODO: a thread for each page; a page for which there is none must say so");
}

std::vector<Page> fetch_all_in_a_pool(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int threads) {
    throw std::logic_error("TODO: so many threads (fewer, if there are no more), and what do they share?");
}
