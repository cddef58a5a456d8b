// Exercise 05-3: a second server, if the first one is slow. (an hour)
// first_answer asks the mirrors of a page one after another, and a silent mirror uses up the time of all. Make it a
// race with a head start: when the head start is over, or as soon as a mirror has failed, ask the next mirror as well,
// while those before it go on. The first page that arrives wins, and the other requests are given up at once.
#pragma once

#include <string>
#include <vector>

#include "fetch.hpp"

// `mirrors` must not be empty. Leaves nothing registered at the selector. Without any page, returns the last error.
inline Page first_answer(Selector& selector, const std::vector<Url>& mirrors, std::chrono::milliseconds head_start,
                         std::chrono::milliseconds timeout) {
    Page answer;
    Resolver resolver;
    const Deadline end = Clock::now() + timeout;  // shared by all of them
    (void)head_start;
    for (const Url& url : mirrors) {  // TODO: when do we ask the next one? What do we wait for, and until when?
        AsyncRequest request(selector, url, [&](Page page) { answer = std::move(page); });  // TODO: a failed page too?
        try {
            request.process(resolver, end);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
        while (!request.is_done()) {
            for (const Selector::Ready& ready : selector.select(end))
                if (auto callback = selector.callback_of(ready)) callback();
            if (Clock::now() >= end) request.time_out();
        }
        if (!answer.failed()) break;  // TODO: what about those that are still in flight?
    }
    return answer;
}
