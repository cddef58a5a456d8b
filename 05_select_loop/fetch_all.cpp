// Chapter 05's mechanism: begin all requests, then run the loop until none is left.
#include "fetch_all.hpp"

#include <deque>
#include <exception>

#include "common/resolver.hpp"
#include "fetch.hpp"

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, Backend backend) {
    Selector selector(backend);
    std::vector<Page> pages(urls.size());
    std::deque<AsyncRequest> requests;  // a deque, for its elements never move: the selector points to them
    std::size_t left = urls.size();

    Resolver addresses;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        AsyncRequest& request = requests.emplace_back(selector, urls[i], [&, i](Page page) {
            pages[i] = std::move(page);
            --left;
        });
        try {
            request.process(addresses(urls[i]), Clock::now() + timeout);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
    }

    // The loop. All have the same time, so the deadlines come in the order in which the requests were begun.
    std::size_t oldest = 0;
    while (left > 0) {
        while (requests[oldest].is_done()) ++oldest;
        for (const Selector::Ready& ready : selector.select(requests[oldest].deadline()))
            if (auto callback = selector.callback_of(ready)) callback();
        for (; oldest < requests.size() && requests[oldest].deadline() <= Clock::now(); ++oldest)
            requests[oldest].time_out();
    }
    return pages;
}
