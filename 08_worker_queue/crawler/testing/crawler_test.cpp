// Chapter 08's tests of the crawler: the contract over kept connections, and a complete site.
#include "crawler/site_crawl.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <thread>

#include "common/site/linked.hpp"
#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/listener.hpp"
#include "common/testing/nothing_left.hpp"
#include "crawler/interrupt.hpp"
#include "crawler/retry.hpp"
#include "fetch_all.hpp"
#include "from_07/async.hpp"

using namespace std::chrono_literals;

namespace {

// Fetches a list of pages over kept connections.
std::vector<Page> fetch_kept(const std::vector<Url>& urls, const CrawlOptions& options) {
    ConnectionPool connections;
    auto fetch = [&](const Url& url) { return get_page(url, connections, options.timeout, options.retries); };
    return fetch_all(urls, fetch, options.workers);
}

std::vector<FoundPage> crawl_site(Job job, const CrawlOptions& options) {
    std::vector<FoundPage> pages;
    SiteCrawl crawl(std::move(job), options, [&](FoundPage page) { pages.push_back(std::move(page)); });
    crawl.run();
    return pages;
}

}  // namespace

TEST_CASE("08: workers with kept connections fulfil the crawler's contract") {
    auto hundred = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_kept(urls, {.timeout = timeout});
    };
    check_crawler_contract({hundred, 100});
}

TEST_CASE("08: there are no more connections than workers") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_kept(urls, {.timeout = timeout, .workers = 4});
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("08: the crawler returns the list job's pages in order") {
    site::SiteProcess practice_site({.delay = 0ms, .faults = {{2, "slow?ms=20"}, {3, "redirect/2"}}});
    std::vector<Page> pages;
    for (FoundPage& found : crawl_site(list_job(parse_url(practice_site.url("/top250"))), {.timeout = 60s}))
        pages.push_back(std::move(found.page));
    REQUIRE(pages.size() == 10);
    CHECK(titles_of(pages) == all_films());
}

TEST_CASE("08: every page of the site is found once, and the dead link is reported with the page that has it") {
    for (std::size_t workers : {1u, 7u, 100u}) {
        NothingLeft nothing_left;
        CAPTURE(workers);
        site::SiteProcess practice_site({.delay = 0ms});
        std::multiset<std::string> found;
        std::vector<std::string> dead;
        int known = 0;
        for (const FoundPage& page : crawl_site(site_job(parse_url(practice_site.url("/"))),
                                                {.timeout = 60s, .workers = workers, .obey_robots = true})) {
            if (page.is_known) ++known;
            else if (page.page.failed()) dead.push_back(page.page.url.target + " on " + page.found_on);
            else found.insert(page.page.url.target);
        }
        auto expected = site::linked_pages();
        CHECK(found == std::multiset<std::string>(expected.begin(), expected.end()));
        CHECK(dead == std::vector<std::string>{std::string(site::dead_link) + " on " +
                                               practice_site.url(site::page_with_dead_link)});
        CHECK(known <= 2);  // "/home" and "/latest", if their targets were found before them
        site::Stats stats = practice_site.stats();
        for (const auto& [target, requests] : stats.requests_per_url) {
            CAPTURE(target);
            CHECK(requests == 1);
        }
        CHECK(stats.peak_in_flight <= static_cast<long>(workers));
    }
}

TEST_CASE("08: a page is tried again only if another try may succeed") {
    site::SiteProcess practice_site({.delay = 0ms});
    std::vector<Url> urls = search_urls(practice_site, 3);
    urls[0].target = "/status/503";
    urls[1].target = "/status/404";
    auto pages = fetch_kept(urls, {.timeout = 60s, .retries = 2});
    CHECK(pages[0].response.status == 503);
    site::Stats stats = practice_site.stats();
    CHECK(stats.requests_per_url["/status/503"] == 3);
    CHECK(stats.requests_per_url["/status/404"] == 1);
    CHECK(stats.requests_per_url["/s?wd=2"] == 1);
}

TEST_CASE("08: a refused connection is tried again, but an unknown name is not") {
    Listener nobody;  // it does not listen
    const Url refused = nobody.url();
    auto start = Clock::now();
    CHECK(fetch_kept({refused}, {.timeout = 60s, .retries = 2})[0].error == "connect: Connection refused");
    CHECK(Clock::now() - start >= 300ms);  // it has slept for 100 ms and for 200 ms
    ConnectionPool connections;
    EventLoop loop;
    CHECK_THROWS_AS(loop.run_until_complete(connections.get(refused, Clock::now() + 60s)), ConnectFailed);
    Url unknown = refused;
    unknown.host = "no host has a space";
    Page page = loop.run_until_complete(get_page(unknown, connections, 60s, 30));  // retries would take 20 minutes
    CHECK(page.error.starts_with("resolve: "));
}

TEST_CASE("08: after Ctrl-C, the pages in flight are finished, and nothing is left behind") {
    NothingLeft nothing_left;
    Holdings before = holdings();
    {
        site::SiteProcess practice_site({.delay = 5ms});
        pid_t presser = ::fork();
        if (presser == 0) {
            while (practice_site.stats().requests < 20) std::this_thread::sleep_for(1ms);
            ::kill(::getppid(), SIGINT);
            ::_exit(0);
        }
        std::vector<FoundPage> pages;
        SiteCrawl crawl(site_job(parse_url(practice_site.url("/"))), {.timeout = 60s, .workers = 3},
                        [&](FoundPage page) { pages.push_back(std::move(page)); });
        {
            Interrupt interrupt(crawl.loop(), [&] { crawl.stop(); });
            crawl.run();
        }
        ::waitpid(presser, nullptr, 0);
        CHECK(crawl.is_stopped());
        CHECK(pages.size() >= 17);
        CHECK(pages.size() < 531);
        for (const FoundPage& found : pages) CHECK((found.is_known || found.page.response.status != 0));
    }
    CHECK(holdings() == before);
}

TEST_CASE("08: 5,000 connections are kept at once, if the descriptor limit allows it") {
    check_thousands_at_once(
        [](auto& urls, auto timeout) { return fetch_kept(urls, {.timeout = timeout, .workers = 5000}); });
}

TEST_CASE("08: a crawl that is stopped follows no more redirects") {
    site::SiteProcess practice_site({.delay = 10ms});
    SiteCrawl crawl(Job{{parse_url(practice_site.url("/redirect/5"))}}, {.timeout = 60s, .workers = 1},
                    [](const FoundPage&) {});
    auto look = [](SiteCrawl& crawl_, const site::SiteProcess& site) -> Coroutine<void> {
        while (site.stats().requests < 2) co_await sleep_for(1ms);
        crawl_.stop();
    };
    Task<void> looking(crawl.loop(), look(crawl, practice_site));
    crawl.run();
    CHECK(practice_site.stats().requests <= 3);
}

TEST_CASE("08: Ctrl-C stays ignored if it was ignored, and otherwise gets back its old action afterwards") {
    EventLoop loop;
    for (auto before : {SIG_IGN, SIG_DFL}) {
        std::signal(SIGINT, before);
        bool called = false;
        {
            Interrupt interrupt(loop, [&] { called = true; });
            std::raise(SIGINT);
            Timer something(loop, Deadline{}, [] {});  // for the loop to do
            loop.run_once();
        }
        CHECK(called == (before == SIG_DFL));
        const bool is_as_before = std::signal(SIGINT, SIG_DFL) == before;
        CHECK(is_as_before);
    }
}
