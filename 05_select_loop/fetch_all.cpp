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
    std::size_t left = urls.size();

    // When to look at each request: a heap, with the earliest on top. A request's deadline never moves back.
    using Turn = std::pair<Deadline, std::size_t>;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;

    Resolver addresses;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        AsyncRequest& request = requests.emplace_back(selector, urls[i], [&, i](Page page) {
            pages[i] = std::move(page);
            --left;
        });
        try {
            request.process(addresses, Clock::now() + timeout);
            if (!request.is_done()) turns.emplace(request.deadline(), i);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
    }

    // The loop. Each request that is not done has one turn.
    while (left > 0) {
        while (requests[turns.top().second].is_done()) turns.pop();
        for (const Selector::Ready& ready : selector.select(turns.top().first))
            if (auto callback = selector.callback_of(ready)) callback();
        while (!turns.empty() && turns.top().first <= Clock::now()) {
            const std::size_t i = turns.top().second;
            turns.pop();
            if (requests[i].deadline() <= Clock::now()) requests[i].time_out();
            if (!requests[i].is_done()) turns.emplace(requests[i].deadline(), i);  // its deadline has moved
        }
    }
    return pages;
}
