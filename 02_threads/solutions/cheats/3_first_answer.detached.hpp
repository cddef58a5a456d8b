// Wrong: abandons the losers: their threads and connections live on.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "from_01/fetch.hpp"

inline Page first_of(const std::vector<Url>& mirrors, std::chrono::milliseconds timeout) {
    struct Race {
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<Page> page;
        std::size_t running = 0;
    };
    auto race = std::make_shared<Race>();
    race->running = mirrors.size();
    for (const Url& url : mirrors)
        std::thread([race, url, timeout] {
            Page page = fetch_page(url, timeout);
            if (!page.failed() && page.response.status != 200)
                page.error = "status " + std::to_string(page.response.status);
            std::lock_guard lock(race->mutex);
            if (!race->page || (race->page->failed() && !page.failed())) race->page = std::move(page);
            --race->running;
            race->changed.notify_all();
        }).detach();
    std::unique_lock lock(race->mutex);
    race->changed.wait(lock, [&] { return race->running == 0 || (race->page && !race->page->failed()); });
    return *race->page;
}
