// A page that did not come, and may come the next time: is it tried again, and when?
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "common/page.hpp"
#include "connection_pool.hpp"

// Never throws: a failure becomes the page's error. A page that may come the next time (there was no connection, or the
// status says so) is tried again `retries` times, after 100, 200, 400 ... milliseconds, `timeout` at most; later, if
// its server asks for that. It fails at once if that would be too late.
Coroutine<Page> get_page(Url url, ConnectionPool& connections, std::chrono::milliseconds timeout, int retries = 0);

inline constexpr std::chrono::seconds longest_pause{60};  // that a server may ask for

bool may_come_next_time(int status);

// What "Retry-After" says (RFC 9110 section 10.2.3): so many seconds, or a date, from which the answer's own date is
// taken off, or `now` if it has none. No value: there is no such field, or it says something else.
std::optional<std::chrono::seconds> retry_after(const Response& response, std::chrono::sys_seconds now);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);
