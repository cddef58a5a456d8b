// Exercise 05-3: a second server, if the first one is slow. (an hour)
// first_answer asks the mirrors of a page one after the other, and a silent mirror uses up the time of all. Make it a
// race with a head start: when the head start is over, or as soon as a mirror has failed, ask the next mirror as well,
// while those before it go on. The first page that comes wins, and the others are given up at once.
#pragma once

#include <string>
#include <vector>

#include "fetch.hpp"

// `mirrors` is not empty. Leaves nothing registered at the selector. If no page comes: the error that came last.
inline Page first_answer(Selector& selector, const std::vector<Url>& mirrors, std::chrono::milliseconds head_start,
                         std::chrono::milliseconds timeout) {
    Page answer;
    Resolver addresses;
    const Deadline end = Clock::now() + timeout;  // for all of them together
    (void)head_start;
    for (const Url& url : mirrors) {  // TODO: when is the next one asked? What is waited for, until when?
        AsyncRequest request(selector, url, [&](Page page) { answer = std::move(page); });  // TODO: any page?
        try {
            request.process(addresses, end);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
        while (!request.is_done()) {
            for (const Selector::Ready& ready : selector.select(end))
                if (auto callback = selector.callback_of(ready)) callback();
            if (Clock::now() >= end) request.time_out();
        }
        if (!answer.failed()) break;  // TODO: and those that are still in flight?
    }
    return answer;
}
