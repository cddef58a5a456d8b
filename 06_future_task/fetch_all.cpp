// Chapter 06's crawler, under the article's names: get_page calls fetch, fetch calls process, and each can pause.
#include "fetch_all.hpp"

#include <exception>

#include "async_request.hpp"
#include "common/descriptor_limit.hpp"
#include "common/resolver.hpp"
#include "event_loop.hpp"

namespace {

Coroutine fetch(EventLoop& loop, Url url, Resolver& addresses, Deadline deadline) {
    AsyncRequest request(loop, url, addresses(url), deadline);
    Coroutine part = request.process();
    while (Future* future = part.send()) co_yield *future;
    co_return part.result();
}

// One try for the whole way of a page, however deep below the failure lies. Its result is a Page.
Coroutine get_page(EventLoop& loop, Url url, Resolver& addresses, std::chrono::milliseconds timeout,
                   std::size_t at_once) {
    Page page{url, {}};
    try {
        Coroutine part = fetch(loop, url, addresses, Clock::now() + timeout);
        while (Future* future = part.send()) co_yield *future;
        page.response = std::any_cast<Response>(std::move(part.result()));
    } catch (const std::exception& error) {
        page.error = explain(error, at_once);
    }
    co_return page;
}

}  // namespace

std::vector<Page> async_way(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    allow_many_descriptors();
    Resolver addresses;
    EventLoop loop;
    std::vector<Coroutine> coroutines;
    for (const Url& url : urls) coroutines.push_back(get_page(loop, url, addresses, timeout, urls.size()));
    std::vector<Page> pages;
    for (Future* task : loop.run_until_complete(std::move(coroutines)))
        pages.push_back(std::any_cast<Page>(std::move(task->result())));
    return pages;
}
