// Wrong: fails with the first error.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "fetch.hpp"

// `mirrors` must not be empty. Leaves nothing registered at the selector. Without any page, returns the last error.
inline Page first_answer(Selector& selector, const std::vector<Url>& mirrors, std::chrono::milliseconds head_start,
                         std::chrono::milliseconds timeout) {
    Page answer;
    Resolver addresses;
    const Deadline end = Clock::now() + timeout;  // shared by all of them
    Deadline next = Clock::now();                 // when to ask the next mirror
    bool won = false;
    std::size_t failed = 0;
    std::deque<AsyncRequest> asked;  // a deque never moves its elements
    // Besides the sockets, the loop has two reasons to wake up: the next mirror's turn, and the end of the race. (The
    // callback of a failed request could begin the next one itself. Then the loop need not know of it, but a hundred
    // mirrors that refuse would be a hundred nested calls.)
    do {
        for (const Selector::Ready& ready : selector.select(asked.size() < mirrors.size() ? std::min(next, end) : end))
            if (auto callback = selector.callback_of(ready)) callback();
        if (asked.size() < mirrors.size() && next <= Clock::now()) {
            next = Clock::now() + head_start;
            const Url& url = mirrors[asked.size()];
            AsyncRequest& request = asked.emplace_back(selector, url, [&](Page page) {
                if (won) return;  // given up, or arrived in the same turn as the winner
                won = !page.failed();
                if (won || failed == 0) answer = std::move(page);
                if (!won) ++failed, next = Clock::now();
            });
            try {
                request.process(addresses, end);
            } catch (const std::exception& error) {
                request.fail(error.what());
            }
        }
    } while (!won && failed < mirrors.size() && Clock::now() < end);
    for (AsyncRequest& request : asked) request.time_out();  // does nothing if a request is done
    return answer;
}
