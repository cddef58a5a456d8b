// One page by co_await. Compare it line by line with chapter 01's fetch.cpp: it is the same function.
#pragma once

#include <chrono>

#include "async.hpp"
#include "common/crawl.hpp"
#include "common/resolver.hpp"

// Throws when the page does not come: std::system_error, DeadlinePassed, BadResponse.
Coroutine<Response> fetch(EventLoop& loop, Url url, Address address, Deadline deadline);

// The same, but a failure becomes the page's error. `addresses` must outlive it.
Coroutine<Page> get_page(EventLoop& loop, Url url, Resolver& addresses, std::chrono::milliseconds timeout);
