// Wrong: starts a thread for each page, not the number of threads that it is passed.
#pragma once

#include <atomic>
#include <chrono>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

inline std::size_t bytes_of_search(Url url, std::size_t count, std::size_t) {
    std::atomic<std::size_t> bytes = 0;
    std::vector<JoiningThread> threads;
    for (std::size_t i = 0; i < count; ++i) {
        url.target = "/s?wd=" + std::to_string(i);
        threads.emplace_back([&bytes, url] { bytes += fetch_page(url, std::chrono::seconds(1)).response.body.size(); });
    }
    threads.clear();
    return bytes;
}
