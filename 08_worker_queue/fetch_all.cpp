// See fetch_all.hpp. An item is an index into the list, so that its page is stored in the right place.
#include "fetch_all.hpp"

#include "async_worker.hpp"
#include "from_07/fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::size_t workers) {
    Resolver resolver;
    return fetch_all(
        urls, [&](const Url& url) { return get_page(url, resolver, timeout); }, workers);
}

std::vector<Page> fetch_all(const std::vector<Url>& urls, const Fetch& fetch, std::size_t workers) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back({url, {}, "not fetched"});  // stays if its item fails
    AsyncWorker<std::size_t, Page> worker([&](std::size_t i) { return fetch(urls[i]); }, workers);
    worker.add_result_callback([&](std::size_t i, Page& page) { pages[i] = std::move(page); });
    for (std::size_t i = 0; i < urls.size(); ++i) worker.put(i);
    worker.work();
    return pages;
}
