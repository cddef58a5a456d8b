// Exercise 02-3: the first answer wins. (an hour)
// The same page is on several mirrors. first_of asks all of them at once, with a thread for each, and returns the first
// good answer. But before that it waits for the losers, and one of them never answers. Make it return as soon as it has
// a winner, with all threads ended and all connections closed. If no answer is good, it must return the failed page of
// any mirror.
#pragma once

#include <poll.h>

#include <array>
#include <mutex>
#include <optional>

#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

struct Race {
    std::mutex mutex;          // a thread that reads or writes the page locks it first (std::lock_guard)
    std::optional<Page> page;  // the first good page, or a failed one until there is a good one
};

// Like fetch() in from_01/fetch.cpp, with receive() of common/socket.cpp written out.
inline Response fetch_in(Race& race, const Url& url, Deadline deadline) {
    Socket socket = connect_to(resolve(url.host, url.port), deadline);
    send_all(socket, request_text(url), deadline);
    ResponseParser parser;
    std::array<char, 16 * 1024> buffer;
    while (!parser.done()) {
        if (Clock::now() >= deadline) throw DeadlinePassed("receive");
        (void)race;  // TODO: the losers sleep in wait_until_ready. What tells them that the race is over, and how?
        if (auto received = try_receive(socket, buffer)) parser.feed({buffer.data(), *received});
        else wait_until_ready(socket, POLLIN, deadline, "receive");
    }
    return parser.take();
}

inline Page first_of(const std::vector<Url>& mirrors, std::chrono::milliseconds timeout) {
    Race race;
    std::vector<JoiningThread> threads;
    for (const Url& url : mirrors)
        threads.emplace_back([&race, url, timeout] {
            Page page{url, {}};
            try {
                page.response = fetch_in(race, url, Clock::now() + timeout);
                if (page.response.status != 200) page.error = "status " + std::to_string(page.response.status);
            } catch (const std::exception& error) {
                page.error = error.what();
            }
            std::lock_guard lock(race.mutex);
            if (!race.page || (race.page->failed() && !page.failed())) race.page = std::move(page);  // TODO: and now?
        });
    threads.clear();  // waits for all of them
    return *race.page;
}
