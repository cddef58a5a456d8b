// When a page has failed and another try may succeed: is it tried again, and when?
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "common/page.hpp"
#include "connection_pool.hpp"

using WaitForHost = std::function<Coroutine<void>(const Url&)>;  // until the host may be asked again
inline const WaitForHost no_wait = nullptr;

// Never throws: a failure becomes the page's error. If another try may succeed (there was no connection, or the status
// says so), it tries again `retries` times, after 100, 200, 400 ... milliseconds, at most `timeout`, or later if the
// server asks for that, and then awaits `wait_for_host`. The page fails at once if the server asks for too long a
// pause. What it takes by reference must outlive the coroutine.
Coroutine<Page> get_page(const Url& url, ConnectionPool& connections, std::chrono::milliseconds timeout,
                         int retries = 0, const WaitForHost& wait_for_host = no_wait);

inline constexpr std::chrono::seconds longest_pause{60};  // the longest that a server may ask for

bool may_come_next_time(int status);

// Reads "Retry-After" (RFC 9110 section 10.2.3): a number of seconds, or a date, from which the response's own date is
// subtracted, or `now` if it has none. Returns no value if there is no such field, or it says something else.
std::optional<std::chrono::seconds> retry_after(const Response& response, std::chrono::sys_seconds now);

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);
