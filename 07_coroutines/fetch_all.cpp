// Chapter 07's mechanism: a coroutine for each page, and gather. What each page does is in get_page.cpp.
#include "fetch_all.hpp"

#include "common/descriptor_limit.hpp"
#include "get_page.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    allow_many_descriptors();
    Resolver addresses;
    EventLoop loop;
    std::vector<Coroutine<Page>> coroutines;
    for (const Url& url : urls) coroutines.push_back(get_page(loop, url, addresses, timeout));
    std::vector<Page> pages;
    for (Result<Page>& result : loop.run_until_complete(gather(loop, std::move(coroutines))))
        pages.push_back(std::move(result.get()));
    return pages;
}
