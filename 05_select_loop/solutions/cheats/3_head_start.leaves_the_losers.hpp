// Wrong: returns with the winner, and lets the loser keep its place in the selector.
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
    static std::deque<AsyncRequest> kept;
    kept.clear();
    std::deque<AsyncRequest>& asked = kept;  // a deque: its elements never move
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
    //  // does nothing to those that are done
    return answer;
}
