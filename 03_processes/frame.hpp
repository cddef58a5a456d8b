// A page as bytes: processes share no memory, so one must send the other what it has made.
// Each piece comes after its length, so that no byte in it can be mistaken for its end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/page.hpp"
#include "common/socket.hpp"

// The page's response or error. The URL is not sent along: the other side knows what it asked for.
std::string pack(const Page& page);
Page unpack(const Url& url, std::string_view bytes);  // throws std::runtime_error when it is no packed page

// A frame is a length and that many bytes. If the other side has closed, receive_frame says so, and send_frame does
// not.
void send_frame(const Socket& socket, std::string_view bytes);
std::optional<std::string> receive_frame(const Socket& socket);  // none: the other side closed before it was whole
