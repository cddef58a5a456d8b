// Exercise 05-3: a second server, if the first one is slow. (an hour)
// first_answer asks the mirrors of a page one after the other, and a silent mirror uses up the time of all. Make it a
// race with a head start: when the head start is over, or as soon as a mirror has failed, ask the next mirror as well,
// while those before it go on. The first page that comes wins, and the others are given up at once.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "fetch.hpp"

// `mirrors` is not empty. Leaves nothing registered at the selector. If no page comes: the error that came last.
inline Page first_answer(Selector& selector, const std::vector<Url>& mirrors, std::chrono::milliseconds head_start,
                         std::chrono::milliseconds timeout) {
    Page answer;
    Resolver addresses;
    const Deadline end = Clock::now() + timeout;  // for all of them together
    Deadline next = Clock::now();                 // when the next mirror is to be asked
    bool won = false;
    std::size_t failed = 0;
    std::deque<AsyncRequest> asked;  // a deque: its elements never move
    // A loop with two reasons to wake up besides the sockets: the next mirror's turn, and the end of all. (The callback
    // of a failed request could begin the next one itself. Then the loop need not know of it, but a hundred mirrors
    // that refuse are a hundred calls deep.)
    do {
        for (const Selector::Ready& ready : selector.select(asked.size() < mirrors.size() ? std::min(next, end) : end))
            if (auto callback = selector.callback_of(ready)) callback();
        if (asked.size() < mirrors.size() && next <= Clock::now()) {
            next = Clock::now() + head_start;
            const Url& url = mirrors[asked.size()];
            AsyncRequest& request = asked.emplace_back(selector, url, [&](Page page) {
                if (won) return;  // given up, or came in the same turn as the winner
                won = !page.failed();
                answer = std::move(page);
                if (!won) ++failed, next = Clock::now();
            });
            try {
                request.process(addresses, end);
            } catch (const std::exception& error) {
                request.fail(error.what());
            }
        }
    } while (!won && failed < mirrors.size() && Clock::now() < end);
    for (AsyncRequest& request : asked) request.time_out();  // does nothing to those that are done
    return answer;
}
