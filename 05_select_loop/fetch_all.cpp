// Chapter 05's mechanism: begin all requests, then run the loop until none is left.
#include "fetch_all.hpp"

#include <deque>
#include <exception>
#include <utility>

#include "common/resolver.hpp"
#include "fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, Backend backend) {
    Selector selector(backend);
    std::vector<Page> pages(urls.size());
    std::deque<AsyncRequest> requests;  // a deque never moves its elements, and the selector points to them
    Resolver resolver;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto keep = [&, i](Page page) { pages[i] = std::move(page); };
        AsyncRequest& request = requests.emplace_back(selector, urls[i], keep);
        try {
            request.process(resolver, Clock::now() + timeout);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
    }

    // The loop. Deadlines pass in the order in which the requests began: the oldest is next to be late.
    for (auto oldest = requests.begin(); oldest != requests.end(); ++oldest)
        while (!oldest->is_done()) {
            for (const Selector::Ready& ready : selector.select(oldest->deadline()))
                if (auto callback = selector.callback_of(ready)) callback();
            const auto now = Clock::now();
            for (auto late = oldest; late != requests.end() && late->deadline() <= now; ++late) late->time_out();
        }
    return pages;
}
