// Exercise 02-4: from memory. Write the parts marked TODO: a thread for each page, and then the pool, in which a thread
// takes the next page when it has finished one. Keep all names. The chapter's own tests check it.
// Chapter 02's mechanism: the loop of chapter 01, with a thread for each page, and then with a pool of threads.
#include "fetch_all.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    throw std::logic_error("TODO: a thread for each page, which calls fetch_page; a page without a thread must say so");
}

std::vector<Page> fetch_all_in_a_pool(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int threads) {
    throw std::logic_error("TODO: `threads` threads, or as many as the system allows. What do they share?");
}
