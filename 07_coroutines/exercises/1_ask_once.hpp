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
        auto found = pages_.find(url.text());
        if (found == pages_.end()) {
            Response response = co_await fetch(url, resolver_, Clock::now() + std::chrono::seconds(5));
            found = pages_.emplace(url.text(), response).first;  // TODO: what else has looked since find?
        }
        co_return found->second;
    }

private:
    Resolver resolver_;
    std::map<std::string, Response> pages_;  // TODO: what could be here as soon as the first one has asked?
};
