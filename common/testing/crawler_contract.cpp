// The cases of the contract: see crawler_contract.hpp.
#include "common/testing/crawler_contract.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>

#include "common/crawl/movie_page.hpp"
#include "common/site/films.hpp"
#include "common/testing/allocations.hpp"
#include "common/testing/listener.hpp"
#include "common/testing/made_up_names.hpp"
#include "common/testing/open_sockets.hpp"
#include "common/testing/out_of_memory.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s;  // for what must succeed even on a slow machine

// A name with two addresses (see made_up_names.hpp). The practice site listens on the last.
#ifdef __linux__
const std::string name_of_two = "127-0-0-9.127-0-0-1.test";
#else
const std::string name_of_two = "--1.127-0-0-1.test";  // elsewhere 127.0.0.1 may be the only loopback address of IPv4
#endif
const std::string name_of_both_families = "--1.127-0-0-1.test";  // as localhost is in many systems

std::vector<Page> crawl_list(const Crawler& crawler, const site::SiteProcess& practice_site,
                             std::chrono::milliseconds timeout = patience) {
    return crawl(list_job(parse_url(practice_site.url("/top250"))),
                 [&](const std::vector<Url>& urls) { return crawler.fetch_all(urls, timeout); });
}

Page crawl_one(const Crawler& crawler, const Url& url, std::chrono::milliseconds timeout = patience) {
    auto pages = crawl(page_job(url), [&](const std::vector<Url>& urls) { return crawler.fetch_all(urls, timeout); });
    REQUIRE(pages.size() == 1);
    return pages[0];
}

std::string error_of(const Crawler& crawler, const site::SiteProcess& practice_site, const std::string& target) {
    return crawl_one(crawler, parse_url(practice_site.url(target))).error;
}

// A server in a child process. It answers one request with the number of x's in it. (The practice site, like any
// server, refuses a request of many megabytes.)
class CountingServer {
public:
    CountingServer() {
        Listener listener;
        listener.listen(1);
        url_ = listener.url();
        child_ = ::fork();
        REQUIRE(child_ >= 0);
        if (child_ > 0) return;
        answer(listener.accept());
        ::_exit(0);
    }
    ~CountingServer() {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    CountingServer(const CountingServer&) = delete;
    CountingServer& operator=(const CountingServer&) = delete;

    const Url& url() const { return url_; }

private:
    static void answer(const Socket& client) {
        static std::array<char, 64 * 1024> buffer;
        std::string last;  // the request is complete when it ends with an empty line
        std::ptrdiff_t count = 0;
        while (!last.ends_with("\r\n\r\n")) {
            ssize_t size = ::recv(client.fd(), buffer.data(), buffer.size(), 0);
            if (size <= 0) return;
            count += std::count(buffer.data(), buffer.data() + size, 'x');
            last.append(buffer.data(), static_cast<std::size_t>(size));
            last.erase(0, last.size() - std::min<std::size_t>(last.size(), 4));
        }
        send_all(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::to_string(count), Deadline::max());
    }

    Url url_;
    pid_t child_ = -1;
};

void check_pages(const Crawler& crawler) {
    SUBCASE("the list job brings 250 titles in order") {
        site::SiteProcess practice_site({.delay = 0ms});
        auto pages = crawl_list(crawler, practice_site);
        CHECK(pages.size() == 10);
        CHECK(titles_of(pages) == all_films());
        CHECK(practice_site.stats().requests == 10);
    }
    SUBCASE("pages are in the order of the URLs, even if the first arrives last") {
        site::SiteProcess practice_site({.delay = 0ms, .faults = {{1, "slow?ms=50"}}});
        CHECK(titles_of(crawl_list(crawler, practice_site)) == all_films());
        std::vector<Url> urls = search_urls(practice_site, 5);
        urls[0].target = "/slow?ms=50";
        auto pages = crawler.fetch_all(urls, patience);
        REQUIRE(pages.size() == urls.size());
        for (std::size_t i = 0; i < urls.size(); ++i) CHECK(pages[i].url == urls[i]);
    }
    SUBCASE("without URLs there are no pages") { CHECK(crawler.fetch_all({}, patience).empty()); }
    SUBCASE("a body in chunks, ended by closing, or byte by byte is the same page") {
        site::SiteProcess practice_site({.delay = 0ms});
        std::string body = crawl_one(crawler, parse_url(practice_site.url("/top250"))).response.body;
        REQUIRE(film_titles(body).size() == 25);
        for (const char* target : {"/chunked", "/close", "/drip?ms=0"}) {
            CAPTURE(target);
            Page page = crawl_one(crawler, parse_url(practice_site.url(target)));
            CHECK(page.error == "");
            CHECK(film_titles(page.response.body) == film_titles(body));
        }
    }
    SUBCASE("a large body arrives complete") {
        site::SiteProcess practice_site({.delay = 0ms});
        Page page = crawl_one(crawler, parse_url(practice_site.url("/big?bytes=5000000")));
        CHECK(page.error == "");
        CHECK(page.response.body.size() == 5'000'000);
    }
    SUBCASE("a request that the kernel takes in parts arrives complete") {
        CountingServer server;
        Url url = server.url();
        url.target.append(16'000'000, 'x');  // more than any send buffer holds
        auto pages = crawler.fetch_all({url}, patience);
        CHECK(pages.at(0).error == "");
        CHECK(pages.at(0).response.body == "16000000");
    }
}

void check_overlap(const Crawler& crawler) {
    SUBCASE("as many pages are in flight as the mechanism promises") {
        // The site answers only when this many requests wait, so a crawler with fewer in flight fails.
        site::SiteProcess practice_site({.delay = 0ms, .hold = static_cast<std::size_t>(crawler.at_once)});
        for (const Page& page : crawler.fetch_all(search_urls(practice_site, 100), patience)) CHECK(page.error == "");
        CHECK(practice_site.stats().requests == 100);
        CHECK(practice_site.stats().peak_in_flight == crawler.at_once);
    }
    SUBCASE("the list's other nine pages overlap as far as possible") {
        int expected = std::min(crawler.at_once, 9);
        site::SiteProcess practice_site({.delay = 0ms, .hold = expected == 9 ? 9u : 0u});
        crawl_list(crawler, practice_site);
        if (expected == 9) CHECK(practice_site.stats().peak_in_flight == 9);
        else CHECK(practice_site.stats().peak_in_flight <= expected);
    }
}

void check_failures(const Crawler& crawler) {
    SUBCASE("bad pages do not affect the others, and each says why") {
        site::SiteProcess practice_site(
            {.delay = 0ms, .faults = {{2, "reset"}, {4, "status/500"}, {6, "truncated"}, {8, "garbage"}}});
        auto pages = crawl_list(crawler, practice_site);
        REQUIRE(pages.size() == 10);
        CHECK(pages[1].error == "receive: Connection reset by peer");
        CHECK(pages[3].error == "the server answered with status 500");
        CHECK(pages[5].error == "bad response: truncated: it ends within its body");
        CHECK(pages[7].error.starts_with("bad response: it does not begin with an HTTP/1 status line"));
        std::vector<std::string> expected;
        for (std::size_t film = 0; film < 250; ++film)
            if (std::size_t page = film / 25; page % 2 == 0 || page == 9) expected.push_back(all_films()[film]);
        CHECK(titles_of(pages) == expected);
    }
    SUBCASE("a page that does not arrive in time is given up, and the others are not") {
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 5);
        urls[1].target = "/stall";
        urls[3].target = "/drip?ms=20";  // always a byte to read, but 20 KB would take minutes
        auto pages = crawler.fetch_all(urls, 2s);
        for (std::size_t i : {0u, 2u, 4u}) CHECK(pages[i].error == "");
        for (std::size_t i : {1u, 3u}) CHECK(pages[i].error == "receive: the deadline passed");
    }
    SUBCASE("a response that is cut short is an error, not a page") {
        site::SiteProcess practice_site({.delay = 0ms});
        CHECK(error_of(crawler, practice_site, "/truncated") == "bad response: truncated: it ends within its body");
        CHECK(error_of(crawler, practice_site, "/truncated-chunk") ==
              "bad response: truncated: it ends within its body");
        CHECK(error_of(crawler, practice_site, "/endless-header") == "bad response: its header is longer than 64 KiB");
    }
    SUBCASE("at most ten redirects are followed") {
        site::SiteProcess practice_site({.delay = 0ms});
        CHECK(error_of(crawler, practice_site, "/redirect/10") == "");
        CHECK(error_of(crawler, practice_site, "/redirect/11") == "more than ten redirects");
    }
    SUBCASE("a refused connection is an error that says so, and does not affect the other pages") {
        Listener nobody;  // it does not listen
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 3);
        urls[1] = nobody.url();
        auto pages = crawler.fetch_all(urls, patience);
        CHECK(pages[0].error == "");
        CHECK(pages[1].error == "connect: Connection refused");
        CHECK(pages[2].error == "");
    }
}

void check_addresses(const Crawler& crawler) {
    if (!has_made_up_names) return;
    SUBCASE("if an address refuses, another one is used, and if all refuse, the error says so") {
        Listener nobody;  // it does not listen
        for (const std::string& name : {name_of_two, name_of_both_families}) {
            site::SiteProcess practice_site({.delay = 0ms});
            std::vector<Url> urls = search_urls(practice_site, 3);
            urls[1].port = nobody.port();
            for (Url& url : urls) url.host = name;
            auto pages = crawler.fetch_all(urls, patience);
            CHECK(pages[0].error == "");
            CHECK(pages[1].error == "connect: Connection refused");
            CHECK(pages[2].error == "");
            CHECK(practice_site.stats().requests == 2);
            CHECK(practice_site.stats().accepted <= 3);  // a resolver has tried the address once
        }
    }
    SUBCASE("a host with one address gets no connection but those that its pages need") {
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 3);
        for (Url& url : urls) url.host = "127-0-0-1.test";
        for (const Page& page : crawler.fetch_all(urls, patience)) CHECK(page.error == "");
        CHECK(practice_site.stats().accepted <= 3);
    }
    SUBCASE("a silent address does not use up all the time") {
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 1);
        urls[0].host = name_of_two;
        Listener silent(resolve(urls[0].host, urls[0].port).front());
        if (!silent.fill()) {
            MESSAGE("skipped: the queue of this system never fills");
            return;
        }
        OpenSockets sockets;
        CHECK(crawler.fetch_all(urls, 2s).at(0).error == "");
        CHECK(practice_site.stats().requests == 1);
        CHECK(sockets.most <= 2);  // no more than one for each address
    }
#ifdef __linux__
    SUBCASE("a host whose addresses are all silent costs only its own page") {
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 4);
        urls[0].host = name_of_two;
        urls[1].host = "127-0-0-8.127-0-0-9.test";
        urls[2].host = name_of_both_families;
        Listener eight(resolve("127.0.0.8", urls[1].port).front()), nine(resolve("127.0.0.9", urls[1].port).front());
        if (!eight.fill() || !nine.fill()) return;
        auto pages = crawler.fetch_all(urls, 2s);
        CHECK(pages[0].error == "");
        CHECK(pages[1].error == "connect: the deadline passed");
        CHECK(pages[2].error == "");
        CHECK(pages[3].error == "");
        CHECK(practice_site.stats().requests == 3);
    }
#endif
}

void check_nothing_left(const Crawler& crawler) {
    SUBCASE("no descriptor, thread or process is left behind, whatever happens") {
        {
            site::SiteProcess practice_site({.delay = 0ms, .faults = {{3, "reset"}, {5, "stall"}, {7, "garbage"}}});
            crawl_list(crawler, practice_site,
                       300ms);  // the first run may open what stays open (the resolver's files)
            Holdings before = holdings();
            crawl_list(crawler, practice_site, 300ms);
            CHECK(holdings().descriptors == before.descriptors);
            CHECK(holdings().threads == before.threads);
        }
        CHECK(!has_children());
    }
    SUBCASE("nothing is left on the heap, whatever happens") {
        site::SiteProcess practice_site({.delay = 0ms});
        Listener nobody;  // it does not listen
        std::vector<Url> urls = search_urls(practice_site, 6);
        urls[1].target = "/reset";
        urls[2].target = "/stall";
        urls[3].target = "/garbage";
        urls[4].port = nobody.port();
        crawler.fetch_all(urls, 300ms);     // the first run may allocate what stays
        const long before = allocations();  // no checks from here to `left`, because checks allocate too
        std::size_t failed = 0;
        for (const Page& page : crawler.fetch_all(urls, 300ms)) failed += page.failed();
        const long left = allocations() - before;
        CHECK(failed == 4);
        CHECK(left == 0);
    }
}

}  // namespace

void check_crawler_contract(const Crawler& crawler) {
    check_pages(crawler);
    check_overlap(crawler);
    check_failures(crawler);
    check_addresses(crawler);
    check_nothing_left(crawler);
}

void check_without_memory(const ChapterFetchAll& fetch_all) {
    site::SiteProcess practice_site({.delay = 0ms});
    Listener nobody;  // it does not listen
    std::vector<Url> urls = search_urls(practice_site, 3);
    urls[2].port = nobody.port();
    const Holdings before = holdings();
    for (long failures : {1, 2}) {
        bool has_failed = true;
        for (long successes = 0; has_failed; ++successes) {
            std::vector<Page> pages;
            std::cerr.setstate(std::ios::failbit);  // chapter 06's loop reports what it leaves
            has_failed = runs_out_of_memory(
                successes, [&] { pages = fetch_all(urls, patience); }, failures);
            std::cerr.clear();
            INFO("after ", successes, " allocations ", failures, " failed");
            for (const Page& page : pages)
                if (page.failed() && page.url != urls[2]) CHECK(page.error == "std::bad_alloc");
            CHECK(holdings() == before);
        }
    }
}

void check_thousands_at_once(const ChapterFetchAll& fetch_all) {
    if (allow_many_descriptors() < 5100) {
        MESSAGE("the descriptor limit is below 5100: not tested");
        return;
    }
    site::SiteProcess practice_site({.delay = 0ms, .hold = 5000});
    int came = 0;
    for (const Page& page : fetch_all(search_urls(practice_site, 5000), patience)) came += page.error == "";
    CHECK(came == 5000);
    CHECK(practice_site.stats().peak_in_flight == 5000);
}

std::vector<Url> search_urls(const site::SiteProcess& practice_site, int count) {
    return search_job(parse_url(practice_site.url("/")), count).start;
}

std::vector<std::string> titles_of(const std::vector<Page>& pages) {
    std::vector<std::string> titles;
    for (const Page& page : pages)
        if (!page.failed())
            for (std::string& title : film_titles(page.response.body)) titles.push_back(std::move(title));
    return titles;
}

std::vector<std::string> all_films() {
    std::vector<std::string> titles;
    for (const site::Film& film : site::films()) titles.emplace_back(film.title);
    return titles;
}
