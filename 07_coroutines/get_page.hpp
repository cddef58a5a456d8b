// One page by co_await. Compare it line by line with chapter 01's fetch.cpp: it is the same function.
#pragma once

#include <chrono>

#include "async.hpp"
#include "common/crawl.hpp"
#include "common/resolver.hpp"

// Throws when the page does not come: std::system_error, DeadlinePassed, BadResponse.
// It takes references, and so must be awaited where it is called: then what they refer to waits too.
Coroutine<Response> fetch(EventLoop& loop, const Url& url, const Address& address, Deadline deadline);

// The same, but a failure becomes the page's error. It has a URL of its own, for it may run later and elsewhere.
// `addresses` must outlive it.
Coroutine<Page> get_page(EventLoop& loop, Url url, Resolver& addresses, std::chrono::milliseconds timeout);
