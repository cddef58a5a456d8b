// See fetch_all.hpp. What each page does is in fetch.cpp.
#include "fetch_all.hpp"

#include "event_loop.hpp"
#include "fetch.hpp"
#include "task.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    Resolver resolver;
    EventLoop loop;
    std::vector<Coroutine> coroutines;
    for (const Url& url : urls) coroutines.push_back(get_page(loop, url, resolver, timeout));
    std::vector<Page> pages;
    for (Future* task : loop.run_until_complete(std::move(coroutines)))
        pages.push_back(std::any_cast<Page>(std::move(task->result())));
    return pages;
}
