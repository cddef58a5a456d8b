// Exercise 05-3: a second server, if the first one is slow. (an hour)
// first_answer asks the mirrors of a page one after another, and a silent mirror uses up the time of all. Make it a
// race with a head start: when the head start is over, or as soon as a mirror has failed, ask the next mirror as well,
// while those before it go on. The first page that arrives wins, and the other requests are given up at once.
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
    Resolver resolver;
    const Deadline end = Clock::now() + timeout;  // shared by all of them
    Deadline next = Clock::now();                 // when to ask the next mirror
    bool won = false;
    std::size_t failed = 0;
    std::deque<AsyncRequest> asked;  // a deque never moves its elements
    // Besides the sockets, the loop has two reasons to wake up: the next mirror's start, and the end of the race. (The
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
                answer = std::move(page);
                if (!won) ++failed, next = Clock::now();
            });
            try {
                request.process(resolver, end);
            } catch (const std::exception& error) {
                request.fail(error.what());
            }
        }
    } while (!won && failed < mirrors.size() && Clock::now() < end);
    for (AsyncRequest& request : asked) request.time_out();
    return answer;
}
