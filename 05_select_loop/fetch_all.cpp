// Chapter 05's mechanism: begin all requests, then run the loop until none is left.
#include "fetch_all.hpp"

#include <deque>
#include <exception>
#include <functional>
#include <queue>
#include <utility>

#include "common/resolver.hpp"
#include "fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, Backend backend) {
    Selector selector(backend);
    std::vector<Page> pages(urls.size());
    std::deque<AsyncRequest> requests;  // a deque never moves its elements, and the selector points to them
    std::size_t remaining = urls.size();

    // Each request's deadline: a heap, with the earliest on top. A request's deadline never moves back.
    using Entry = std::pair<Deadline, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> deadlines;

    Resolver addresses;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        AsyncRequest& request = requests.emplace_back(selector, urls[i], [&, i](Page page) {
            pages[i] = std::move(page);
            --remaining;
        });
        try {
            request.process(addresses, Clock::now() + timeout);
            if (!request.is_done()) deadlines.emplace(request.deadline(), i);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
    }

    // The loop. Each request that is not done has one entry.
    while (remaining > 0) {
        while (requests[deadlines.top().second].is_done()) deadlines.pop();
        for (const Selector::Ready& ready : selector.select(deadlines.top().first))
            if (auto callback = selector.callback_of(ready)) callback();
        while (!deadlines.empty() && deadlines.top().first <= Clock::now()) {
            const std::size_t i = deadlines.top().second;
            deadlines.pop();
            if (requests[i].deadline() <= Clock::now()) requests[i].time_out();
            if (!requests[i].is_done()) deadlines.emplace(requests[i].deadline(), i);  // its deadline has moved
        }
    }
    return pages;
}
