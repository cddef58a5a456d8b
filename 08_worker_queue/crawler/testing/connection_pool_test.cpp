// Chapter 08's tests of kept connections and retries.
#include "crawler/connection_pool.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "common/testing/crawler_contract.hpp"
#include "common/testing/holdings.hpp"
#include "common/testing/listener.hpp"
#include "crawler/retry.hpp"
#include "fetch_all.hpp"
#include "from_07/async.hpp"

using namespace std::chrono_literals;

namespace {

const site::Config quick{.delay = 0ms};

// One page after another, over one pool.
struct Client {
    explicit Client(std::size_t at_most = 100, Clock::duration for_at_most = 1h) : pool(at_most, for_at_most) {}

    Response get(const site::SiteProcess& site, const std::string& target) {
        const Url url = parse_url(site.url(target));
        return loop.run_until_complete(pool.get(url, Clock::now() + 60s));
    }
    Page try_often(const site::SiteProcess& site, const std::string& target, int retries) {
        return loop.run_until_complete(get_page(parse_url(site.url(target)), pool, 60s, retries));
    }

    ConnectionPool pool;
    EventLoop loop;
};

// Takes all descriptors that this process may have, until it is destroyed.
struct NoDescriptorLeft {
    NoDescriptorLeft() {
        ::getrlimit(RLIMIT_NOFILE, &before);
        rlimit fewer = before;
        fewer.rlim_cur = std::min<rlim_t>(before.rlim_cur, 200);
        ::setrlimit(RLIMIT_NOFILE, &fewer);
        for (int fd; (fd = ::open("/dev/null", O_RDONLY)) >= 0;) taken.emplace_back(fd);
    }
    ~NoDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before); }

    rlimit before{};
    std::vector<Socket> taken;
};

std::optional<std::chrono::seconds> asked(const std::string& retry_after_field, const std::string& date = "") {
    Response response;
    response.fields = {{"retry-after", retry_after_field}, {"date", date}};
    return retry_after(response, *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"));
}

}  // namespace

TEST_CASE("08: the pool keeps a limited number of connections, of all hosts together, and closes the oldest first") {
    const site::SiteProcess a(quick), b(quick), c(quick);
    Client client(2);
    const int before = holdings().descriptors;
    for (const site::SiteProcess* each : {&a, &b, &a, &c}) client.get(*each, "/top250");
    CHECK(holdings().descriptors == before + 2);
    for (const site::SiteProcess* each : {&c, &a}) client.get(*each, "/top250");
    CHECK(a.stats().accepted == 1);
    CHECK(c.stats().accepted == 1);
    client.get(b, "/top250");
    CHECK(b.stats().accepted == 2);
    CHECK(holdings().descriptors == before + 2);
}

TEST_CASE("08: a connection that was unused for long is closed") {
    const site::SiteProcess a(quick), b(quick);
    Client client(100, 50ms);
    client.get(a, "/top250");
    for (const Deadline end = Clock::now() + 20s; a.stats().open > 0 && Clock::now() < end;) client.get(b, "/top250");
    CHECK(a.stats().open == 0);
    CHECK(client.get(a, "/top250").status == 200);
    CHECK(a.stats().accepted == 2);
}

TEST_CASE("08: when no descriptor is left, a kept connection makes room for a new one") {
    const site::SiteProcess a(quick), b(quick), c(quick), d(quick);
    Client client;
    for (const site::SiteProcess* each : {&a, &b, &d}) client.get(*each, "/top250");
    {
        NoDescriptorLeft none;
        CHECK(client.get(b, "/top250").status == 200);  // over its own connection
        CHECK(client.get(c, "/top250").status == 200);  // in place of a's connection
        Url by_name = parse_url(a.url("/top250"));
        by_name.host = "localhost";
        Page page =
            client.loop.run_until_complete(get_page(by_name, client.pool, 60s));  // in place of d's, and perhaps b's
        CHECK(page.error == "");
        CHECK(page.response.status == 200);
        Client other;
        CHECK(other.try_often(a, "/top250", 0).error.starts_with("socket (the limit is "));
    }
    CHECK(client.get(c, "/top250").status == 200);
    CHECK(b.stats().accepted == 1);
    CHECK(c.stats().accepted == 1);
}

#ifdef __linux__  // where 127.0.0.9 is this machine too
TEST_CASE("08: after a failure to connect, the host is looked up again, and another address is found") {
    const site::SiteProcess practice_site(quick);
    Url url = parse_url(practice_site.url("/top250"));
    url.host = "127-0-0-9.127-0-0-1.test";
    for (int retries : {0, 1}) {
        Listener dies(resolve("127.0.0.9", url.port).front());
        dies.listen(8);
        Client client;
        auto error = [&](std::chrono::milliseconds timeout, int how_often) {
            return client.loop.run_until_complete(get_page(url, client.pool, timeout, how_often)).error;
        };
        CHECK(error(50ms, 0) == "receive: the deadline passed");  // it is the first to accept, and then says nothing
        dies.socket.close();
        if (retries == 0) CHECK(error(60s, 0) == "connect: Connection refused");
        CHECK(error(60s, retries) == "");
    }
}
#endif

TEST_CASE("08: a page that fails on a kept connection is asked for once more, on a new one") {
    const site::SiteProcess practice_site({.delay = 0ms, .hold = 3});
    Client client;
    const std::vector<Url> urls = search_urls(practice_site, 3);
    fetch_all(
        urls, [&](const Url& url) { return get_page(url, client.pool, 60s); }, 3);
    REQUIRE(practice_site.stats().accepted == 3);
    CHECK_THROWS_AS(client.get(practice_site, "/reset"), std::exception);
    CHECK(client.get(practice_site, "/status/408").status == 408);  // as on a kept connection that was idle too long
    site::Stats stats = practice_site.stats();
    CHECK(stats.requests_per_url["/reset"] == 2);
    CHECK(stats.requests_per_url["/status/408"] == 2);
    CHECK(Client().get(practice_site, "/status/408").status == 408);
    CHECK(practice_site.stats().requests_per_url["/status/408"] == 3);
}

TEST_CASE("08: some statuses may change with another try, and others will not") {
    for (int status : {408, 429, 500, 502, 503, 504, 520, 599, 999, 600, 99}) CHECK(may_come_next_time(status));
    for (int status : {100, 200, 204, 302, 400, 404, 407, 409, 410, 428, 430, 499, 501, 505})
        CHECK_FALSE(may_come_next_time(status));
    const site::SiteProcess practice_site(quick);
    for (const char* target : {"/status/429", "/status/503", "/status/501", "/status/404"})
        Client().try_often(practice_site, target, 1);
    site::Stats stats = practice_site.stats();
    CHECK(stats.requests_per_url["/status/429"] == 2);
    CHECK(stats.requests_per_url["/status/503"] == 2);
    CHECK(stats.requests_per_url["/status/501"] == 1);
    CHECK(stats.requests_per_url["/status/404"] == 1);
}

TEST_CASE("08: an HTTP date is parsed") {
    using namespace std::chrono;
    const auto example = parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110 section 5.6.7
    CHECK(example == sys_days(1994y / November / 6) + 8h + 49min + 37s);
    CHECK(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == sys_seconds());
    CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT") == sys_days(2024y / March / 1));
    for (const char* none :
         {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
          "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 29 Feb 2023 08:49:37 GMT",
          "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 ovN 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
          "Sun, x6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 19x4 08:49:37 GMT", "Sun, 06 Nov 1994 0x:49:37 GMT",
          "Sun, 06 Nov 1994 08.49.37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
        CHECK(parse_http_date(none) == std::nullopt);
}

TEST_CASE("08: Retry-After is read as seconds or as a date") {
    CHECK(asked("0") == 0s);
    CHECK(asked("120") == 120s);
    CHECK(asked("99999999999999999999999999") == 1'000'000'000s);
    CHECK(asked("Sun, 06 Nov 1994 08:49:47 GMT") == 10s);
    CHECK(asked("Sun, 06 Nov 1994 08:49:27 GMT") == 0s);
    // The server's clock and ours may differ: here it asks for 30 seconds by its own clock.
    CHECK(asked("Sun, 06 Nov 1994 09:00:30 GMT", "Sun, 06 Nov 1994 09:00:00 GMT") == 30s);
    CHECK(asked("Sun, 06 Nov 1994 08:49:47 GMT", "yesterday") == 10s);
    for (const char* none : {"", "-1", "1.5", "soon", "1 2"}) CHECK(asked(none) == std::nullopt);
    CHECK(retry_after(Response{}, {}) == std::nullopt);
}

TEST_CASE("08: a server's wish for a pause is granted, but not a very long one") {
    const site::SiteProcess practice_site(quick);
    const auto start = Clock::now();
    CHECK(Client().try_often(practice_site, "/status/429?retry-after=1", 1).response.status == 429);
    CHECK(Clock::now() - start >= 1s);
    const Page page = Client().try_often(practice_site, "/status/503?retry-after=61", 1);
    CHECK(page.response.status == 503);
    CHECK(page.error == "the server answered with status 503 and asks for a pause of 61 seconds; the longest is 60");
    CHECK(Client().try_often(practice_site, "/status/503?retry-after=61", 0).error == "");  // no retry, so no pause
    site::Stats stats = practice_site.stats();
    CHECK(stats.requests_per_url["/status/429?retry-after=1"] == 2);
    CHECK(stats.requests_per_url["/status/503?retry-after=61"] == 2);
}

TEST_CASE("08: stop ends the wait for the next try") {
    const site::SiteProcess practice_site(quick);
    Client client;
    auto look = [](Client& client_, const site::SiteProcess& site) -> Coroutine<void> {
        while (site.stats().requests < 1) co_await sleep_for(1ms);
        co_await sleep_for(50ms);  // after the first request, the page sleeps
        client_.pool.stop();
    };
    Task<void> looking(client.loop, look(client, practice_site));
    const auto start = Clock::now();
    const Page page = client.try_often(practice_site, "/status/503?retry-after=60", 9);
    CHECK(Clock::now() - start < 50s);
    CHECK(page.response.status == 503);
    CHECK(page.error == "");
    CHECK(practice_site.stats().requests == 1);
    CHECK(client.pool.is_stopping());
}
