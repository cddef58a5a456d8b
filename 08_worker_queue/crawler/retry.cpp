#include "retry.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "from_07/async.hpp"

using namespace std::chrono;

static std::string asks_too_much(int status, seconds asked) {
    return "the server answered with status " + std::to_string(status) + " and asks for a pause of " +
           std::to_string(asked.count()) + " seconds; the longest is " + std::to_string(longest_pause.count());
}

Coroutine<Page> get_page(const Url& url, ConnectionPool& connections, milliseconds timeout, int retries,
                         const WaitForHost& wait_for_host) {
    for (milliseconds pause{100};; pause = std::min(2 * pause, timeout)) {
        Response response;
        std::string error;
        bool again = false;
        try {
            response = co_await connections.get(url, after(timeout));
            again = may_come_next_time(response.status);
        } catch (const ConnectFailed& failure) {
            error = failure.what();
            again = true;
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        again = again && retries-- > 0 && !connections.is_stopping();
        const seconds asked = retry_after(response, floor<seconds>(system_clock::now())).value_or(0s);
        if (again && asked > longest_pause) {
            error = asks_too_much(response.status, asked);
            again = false;
        }
        if (again) {
            co_await connections.sleep(std::max<milliseconds>(pause, asked));  // only the worker of this page sleeps
            if (wait_for_host) co_await wait_for_host(url);
            again = !connections.is_stopping();
        }
        if (!again) co_return Page{url, std::move(response), std::move(error)};
    }
}

// A status that RFC 9110 does not know, such as 520 or 999, counts as 500 (section 15). After 501 ("not implemented")
// and 505 ("HTTP version not supported") the server would only say the same again.
bool may_come_next_time(int status) {
    const bool is_clients_error = status >= 100 && status < 500;
    if (is_clients_error) return status == 408 || status == 429;
    return status != 501 && status != 505;
}

std::optional<seconds> retry_after(const Response& response, sys_seconds now) {
    const std::string_view text = response.field("retry-after");
    if (text.empty()) return std::nullopt;
    if (text.find_first_not_of("0123456789") == text.npos) {
        long long count = 0;
        for (char digit : text) count = std::min(10 * count + (digit - '0'), 1'000'000'000LL);
        return seconds(count);
    }
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    return std::max<seconds>(*date - parse_http_date(response.field("date")).value_or(now), 0s);
}

std::optional<sys_seconds> parse_http_date(std::string_view text) {
    constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT", months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != form.size() || !text.ends_with(" GMT")) return std::nullopt;
    for (std::size_t at : {3u, 4u, 7u, 11u, 16u, 19u, 22u})
        if (text[at] != form[at]) return std::nullopt;
    auto number = [&](std::size_t at, std::size_t digits) {  // returns at least 10,000 if it is not a number
        int result = 0;
        for (char c : text.substr(at, digits)) result = c < '0' || c > '9' ? 10'000 : 10 * result + (c - '0');
        return result;
    };
    const std::size_t month_at = months.find(text.substr(8, 3));
    const int in_year = number(12, 4), in_month = number(5, 2), h = number(17, 2), m = number(20, 2), s = number(23, 2);
    if (month_at % 3 != 0 || month_at >= months.size() || in_year > 9999 || in_month > 31 || h > 23 || m > 59 || s > 60)
        return std::nullopt;
    const year_month_day date = year(in_year) / (static_cast<int>(month_at) / 3 + 1) / in_month;
    if (!date.ok()) return std::nullopt;
    return sys_days(date) + hours(h) + minutes(m) + seconds(s);
}
