// Wrong: allows every mirror only half a second, so that no flag is needed.
#pragma once

#include <poll.h>

#include <algorithm>
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
inline Response fetch_in(Race&, const Url& url, Deadline deadline) {
    deadline = std::min(deadline, Clock::now() + std::chrono::milliseconds(500));
    Socket socket = connect_to(resolve(url.host, url.port), deadline);
    send_all(socket, request_text(url), deadline);
    ResponseParser parser;
    std::array<char, 16 * 1024> buffer;
    while (!parser.done()) {
        if (Clock::now() >= deadline) throw DeadlinePassed("receive");
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
            if (!race.page || (race.page->failed() && !page.failed())) race.page = std::move(page);
        });
    threads.clear();  // waits for all of them
    return *race.page;
}
