// A page as bytes: processes share no memory, so one must send its results to the other.
// Each piece is preceded by its length, so that no byte in it can be mistaken for its end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/page.hpp"
#include "common/socket.hpp"

// Packs the page's response or error. The URL is left out, because the other side knows what it asked for, and so is
// keep_alive, because the connection stays here.
std::string pack(const Page& page);
Page unpack(const Url& url, std::string_view bytes);  // throws std::runtime_error if it is not a packed page

// A frame is a length and that many bytes. If the other side has closed, send_frame does not say so: the receive_frame
// that follows returns no value. Both throw std::system_error for any other failure.
void send_frame(const Socket& socket, std::string_view bytes);
std::optional<std::string> receive_frame(const Socket& socket);  // no value if the other side closed before the end
