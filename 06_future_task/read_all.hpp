// The article calls it, and never shows it.
#pragma once

#include "common/socket.hpp"
#include "coroutine.hpp"
#include "event_loop.hpp"

// Receives until the response is whole. The result is a Response.
Coroutine read_all(EventLoop& loop, const Socket& socket, Deadline deadline);
