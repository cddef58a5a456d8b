// One page by co_await. Compare it with chapter 01's fetch.cpp, line by line: it is the same function.
#pragma once

#include <chrono>

#include "async.hpp"
#include "common/page.hpp"
#include "common/resolver.hpp"

// If there is no page, throws std::system_error, DeadlinePassed, BadResponse or what resolve() throws. `resolver` must
// outlive the coroutine.
Coroutine<Response> fetch(Url url, Resolver& resolver, Deadline deadline);

namespace async {
// Receives until the response is complete.
Coroutine<Response> receive_response(const Socket& socket, Deadline deadline);
}  // namespace async

// The same as fetch, but a failure becomes the page's error. (The article's get_page.)
Coroutine<Page> get_page(Url url, Resolver& resolver, std::chrono::milliseconds timeout);
