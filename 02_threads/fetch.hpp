// One page over one connection, by calls that sleep until they are done.
// Chapters 01 to 04 hold this same file: what changes from one to the next is who calls it.
#pragma once

#include <chrono>

#include "common/crawl.hpp"
#include "common/socket.hpp"

// Throws when the page does not come: std::system_error, DeadlinePassed, BadResponse.
Response fetch(const Url& url, Deadline deadline);

// Receives until the response is whole.
Response receive_response(const Socket& socket, Deadline deadline);

// The same, but a failure becomes the page's error: one bad page must not cost the others.
Page fetch_page(const Url& url, std::chrono::milliseconds timeout);
