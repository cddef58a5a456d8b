// Wrong: a future that the first one sets, but nothing sets it if the first one is cancelled.
#pragma once

#include <map>
#include <set>
#include <string>

#include "fetch.hpp"

class PageCache {
public:
    Coroutine<Response> get(Url url) {
        auto [found, is_first] = pages_.try_emplace(url.text());
        if (is_first) {
            try {
                Coroutine<Response> coming = fetch(url, resolver_, Clock::now() + std::chrono::seconds(5));
                Response response = co_await coming;
                found->second.set_result(response);
            } catch (...) {
                found->second.set_exception(std::current_exception());
            }
        }
        co_return co_await found->second;
    }

private:
    Resolver resolver_;
    std::map<std::string, Future<Response>> pages_;
};
