// Chapter 02's mechanism: the loop of chapter 01, with a thread for each page, and then with a pool of threads.
#include "fetch_all.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    // Each thread writes to a place of its own, in a vector whose size is fixed before the first one starts. Nothing
    // reads it until all have been joined: no lock, no race, and the pages are in the order of the URLs.
    std::vector<Page> pages(urls.size());
    std::vector<JoiningThread> threads;
    threads.reserve(urls.size());
    for (std::size_t i = 0; i < urls.size(); ++i) {
        pages[i].url = urls[i];
        try {
            threads.emplace_back([&, i] { pages[i] = fetch_page(urls[i], timeout); });
        } catch (const std::system_error& error) {
            pages[i].error = "no thread for this page (a pool needs fewer): " + error.code().message();
        }
    }
    threads.clear();  // joins them all
    return pages;
}

std::vector<Page> fetch_all_in_a_pool(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int threads) {
    std::vector<Page> pages(urls.size());
    std::atomic<std::size_t> next = 0;  // the only variable that several threads change
    auto work = [&] {
        for (std::size_t i = next++; i < urls.size(); i = next++) pages[i] = fetch_page(urls[i], timeout);
    };

    std::vector<JoiningThread> pool;
    std::size_t wanted = std::min(static_cast<std::size_t>(threads), urls.size());
    pool.reserve(wanted);
    try {
        while (pool.size() < wanted) pool.emplace_back(work);
    } catch (const std::system_error&) {
        if (pool.empty()) work();  // no thread at all: this one does the work. (A smaller pool is no failure.)
    }
    pool.clear();
    return pages;
}
