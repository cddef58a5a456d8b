// One page over one connection, with calls that sleep until they are done. The article calls this fetch_page(url).
// Chapters 02 to 04 have a copy in from_01/: only the caller changes.
#pragma once

#include <chrono>

#include "common/page.hpp"
#include "common/socket.hpp"

// Throws std::system_error, DeadlinePassed, BadResponse or what resolve() throws if the page does not arrive.
Response fetch(const Url& url, Deadline deadline);

// Receives until the response is complete. Throws std::system_error, DeadlinePassed or BadResponse.
Response receive_response(const Socket& socket, Deadline deadline);

// Calls fetch(); a failure becomes the page's error, so that one bad page does not spoil the others.
Page fetch_page(const Url& url, std::chrono::milliseconds timeout);
