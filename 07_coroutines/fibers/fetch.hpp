// The same crawler with fibers: code that looks as if it blocked, but does not.
// Nothing in these functions says that they can pause: no co_await, no Coroutine<>, no promise.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "common/page.hpp"
#include "common/socket.hpp"
#include "event_loop.hpp"

// Must be called in a fiber. Pauses it until the descriptor is ready for `events`. Returns false if the deadline has
// passed first.
bool wait_in_fiber(EventLoop& loop, int fd, short events, Deadline deadline);

// Runs `work(0)`, `work(1)` and so on, each in its own fiber, until all have ended. Then throws what the last of them
// threw, if any did.
void run_in_fibers(EventLoop& loop, std::size_t count, const std::function<void(std::size_t)>& work);

std::vector<Page> fetch_all_in_fibers(const std::vector<Url>& urls, std::chrono::milliseconds timeout);
