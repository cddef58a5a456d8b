// Wrong: one task at a time, so another page must wait too.
#pragma once

#include <map>
#include <set>
#include <string>

#include "fetch.hpp"

class PageCache {
public:
    Coroutine<Response> get(Url url) {
        EventLoop& loop = co_await ThisLoop();
        while (last_ && !last_->done()) {
            try {
                co_await *last_;
            } catch (...) {}
        }
        auto [found, is_first] = pages_.try_emplace(url.text(), loop, nothing());
        if (is_first) {
            pages_.erase(found);
            found = pages_.try_emplace(url.text(), loop, fetch(url, resolver_, Clock::now() + std::chrono::seconds(5)))
                        .first;
        }
        last_ = &found->second;
        co_return co_await *last_;
    }

private:
    Resolver resolver_;
    static Coroutine<Response> nothing() { co_return Response{}; }
    Task<Response>* last_ = nullptr;
    std::map<std::string, Task<Response>> pages_;
};
