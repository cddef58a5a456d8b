// See fetch_all.hpp. What each page does is in fetch.cpp.
#include "fetch_all.hpp"

#include "event_loop.hpp"
#include "fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    Resolver resolver;
    EventLoop loop;
    std::vector<Coroutine<Page>> coroutines;
    for (const Url& url : urls) coroutines.push_back(get_page(url, resolver, timeout));
    std::vector<Page> pages;
    for (Result<Page>& result : loop.run_until_complete(gather(std::move(coroutines))))
        pages.push_back(std::move(result.get()));
    return pages;
}
