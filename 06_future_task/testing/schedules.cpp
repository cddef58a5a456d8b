// Chapter 06's loop for the random schedules: fetch_all, and a loop that ends while its tasks are still waiting.
#include <exception>
#include <iostream>
#include <sstream>

#include "common/resolver.hpp"
#include "common/testing/schedules/chapter.hpp"
#include "event_loop.hpp"
#include "fetch.hpp"
#include "fetch_all.hpp"
#include "task.hpp"

namespace {

Coroutine get_into(EventLoop& loop, Page& page, Resolver& resolver, Deadline deadline) {
    try {
        Coroutine part = fetch(loop, page.url, resolver, deadline);
        while (Future* future = part.send()) co_yield *future;
        page.error.clear();
        page.response = std::any_cast<Response>(std::move(part.result()));
    } catch (const std::exception& error) {
        page.error = error.what();
    }
    co_return {};
}

// When the time is over, the loop destroys what is unfinished, and says so on standard error.
std::vector<Page> bring_some(const std::vector<Url>& urls, std::chrono::milliseconds timeout, Clock::duration time) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}, given_up});
    std::ostringstream said;
    std::streambuf* before = std::cerr.rdbuf(said.rdbuf());
    {
        Resolver resolver;
        EventLoop loop;
        for (Page& page : pages) loop.create_task(get_into(loop, page, resolver, Clock::now() + timeout));
        loop.call_at(Clock::now() + time, [&] { loop.close(); });
        loop.run_forever();
    }
    std::cerr.rdbuf(before);
    return pages;
}

}  // namespace

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random) {
    if (random() % 2 == 0) return fetch_all(urls, timeout);
    return bring_some(urls, timeout, std::chrono::microseconds(random() % 200));
}
