// One page, written from top to bottom again: connect, send, receive. Compare it with chapter 05's chain of callbacks.
// Wherever it must wait, it yields a future. Everything that it knows stays in its frame until it goes on.
#pragma once

#include <chrono>

#include "common/page.hpp"
#include "common/resolver.hpp"
#include "common/socket.hpp"
#include "coroutine.hpp"
#include "event_loop.hpp"

// The result is a Response. `resolver` must outlive the coroutine. If the page does not arrive, throws
// std::system_error, DeadlinePassed, BadResponse or what resolve() throws. (The article's AsyncRequest.process.)
Coroutine fetch(EventLoop& loop, Url url, Resolver& resolver, Deadline deadline);

// Receives until the response is complete. The result is a Response. (The article's read_all, which it never shows.)
Coroutine receive_response(EventLoop& loop, const Socket& socket, Deadline deadline);

// The same as fetch, but a failure becomes the page's error. The result is a Page.
Coroutine get_page(EventLoop& loop, Url url, Resolver& resolver, std::chrono::milliseconds timeout);
