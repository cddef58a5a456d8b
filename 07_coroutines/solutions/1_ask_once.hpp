// Exercise 07-1: twenty ask, one fetches. (ten minutes)
// Twenty coroutines want the same page at the same moment, for example a host's robots.txt. PageCache is meant to
// fetch it once for all of them. There is only one thread, and still it fetches the page twenty times. Repair it: each
// URL must be fetched only once, whoever asks for it. If that fails, it fails for all of them.
#pragma once

#include <map>
#include <string>

#include "fetch.hpp"

class PageCache {
public:
    Coroutine<Response> get(Url url) {
        EventLoop& loop = co_await ThisLoop();  // a task needs it, and this await never pauses
        // There is no pause between find and try_emplace: the next one to ask finds the task, done or not.
        auto found = pages_.find(url.text());
        if (found == pages_.end())
            found = pages_.try_emplace(url.text(), loop, fetch(url, resolver_, Clock::now() + std::chrono::seconds(5)))
                        .first;
        co_return co_await found->second;
    }

private:
    Resolver resolver_;
    // A task is the future of its result: it exists from the first moment, and any number of coroutines may await it.
    // The cache owns it, so that it does not end with the coroutine that asked first. (Another way: a Future<Response>
    // that the first one sets. But then another one must set it when the first one fails or is cancelled.)
    std::map<std::string, Task<Response>> pages_;
};
