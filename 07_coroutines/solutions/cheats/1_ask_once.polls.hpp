// Wrong: a flag, and sleeps of 1 ms until the first one has the page: for ever if that one is cancelled.
#pragma once

#include <map>
#include <set>
#include <string>

#include "fetch.hpp"

class PageCache {
public:
    Coroutine<Response> get(Url url) {
        while (pending_.contains(url.text())) co_await sleep_for(std::chrono::milliseconds(1));
        auto found = pages_.find(url.text());
        if (found == pages_.end()) {
            pending_.insert(url.text());
            Result<Response> result;
            try {
                Coroutine<Response> coming = fetch(url, resolver_, Clock::now() + std::chrono::seconds(5));
                result.set_value(co_await coming);
            } catch (...) {
                result.set_exception(std::current_exception());
            }
            pending_.erase(url.text());
            found = pages_.emplace(url.text(), result).first;
        }
        co_return found->second.get();
    }

private:
    Resolver resolver_;
    std::set<std::string> pending_;
    std::map<std::string, Result<Response>> pages_;
};
