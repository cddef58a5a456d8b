// Wrong: holds its lock while it fetches, so the pages arrive one after another.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

// A std::atomic on an unlucky day: a thread that has read it is held up before it can use the value. That may happen to
// any thread at any time; here it happens in every run. This class is correct: leave it as it is.
struct UnluckyCounter : std::atomic<std::size_t> {
    std::size_t load() const {
        std::size_t value = atomic::load();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return value;
    }
    operator std::size_t() const { return load(); }
    using atomic::operator=;
};

// Returns the total size of the pages in bytes.
inline std::size_t bytes_of_search(Url url, std::size_t count, std::size_t threads) {
    std::mutex mutex;
    UnluckyCounter next;
    std::atomic<std::size_t> bytes = 0;
    auto work = [&, url]() mutable {  // each thread has a URL of its own to write to
        for (;;) {
            std::lock_guard lock(mutex);
            std::size_t i = next++;
            if (i >= count) return;
            url.target = "/s?wd=" + std::to_string(i);
            bytes += fetch_page(url, std::chrono::seconds(1)).response.body.size();
        }
    };
    std::vector<JoiningThread> pool;
    while (pool.size() < threads) pool.emplace_back(work);
    pool.clear();  // joins them all
    return bytes;
}
