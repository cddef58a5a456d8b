// Chapter 08's tests of the programs on the queue: a crawl without rounds, and the contract.
#include "fetch_all.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "common/site/linked.hpp"
#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/nothing_left.hpp"
#include "common/testing/out_of_memory.hpp"
#include "common/testing/processes.hpp"
#include "crawl_by_queue.hpp"

using namespace std::chrono_literals;

TEST_CASE("08: nothing is left of the workers, or of a page that did not arrive") {
    NothingLeft nothing_left;
    Holdings before = holdings();
    {
        site::SiteProcess practice_site({.delay = 0ms});
        std::vector<Url> urls = search_urls(practice_site, 20);
        urls[3].target = "/stall";
        urls[5].target = "/reset";
        for (std::size_t workers : {1u, 3u, 100u})
            for (const Page& page : fetch_all(urls, 200ms, workers))
                if (page.url.target == "/stall" || page.url.target == "/reset") CHECK(page.failed());
    }
    CHECK(holdings() == before);
}

TEST_CASE("08: the list job without rounds returns the same pages in the same order") {
    site::SiteProcess practice_site({.delay = 0ms, .faults = {{2, "slow?ms=20"}, {3, "redirect/2"}}});
    auto pages = crawl_by_queue(list_job(parse_url(practice_site.url("/top250"))), 60s, 100);
    REQUIRE(pages.size() == 10);
    CHECK(titles_of(pages) == all_films());
}

TEST_CASE("08: a complete site is crawled, and the dead link is found") {
    for (std::size_t workers : {1u, 7u, 100u}) {
        CAPTURE(workers);
        site::SiteProcess practice_site({.delay = 0ms});
        std::set<std::string> found;
        std::vector<std::string> dead;
        for (const Page& page : crawl_by_queue(site_job(parse_url(practice_site.url("/"))), 60s, workers)) {
            if (page.failed()) dead.push_back(page.url.target);
            else found.insert(page.url.target);
        }
        auto expected = site::linked_pages();
        expected.emplace_back(site::private_page);  // this crawl does not read robots.txt
        CHECK(found == std::set<std::string>(expected.begin(), expected.end()));
        CHECK(dead == std::vector<std::string>{std::string(site::dead_link)});
        CHECK(practice_site.stats().peak_in_flight <= static_cast<long>(workers));
    }
}

TEST_CASE("08: ten redirects are followed, and a circle ends") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto error_of = [&](const std::string& target) {
        auto pages = crawl_by_queue(page_job(parse_url(practice_site.url(target))), 60s, 2);
        REQUIRE(pages.size() == 1);
        return pages[0].error;
    };
    CHECK(error_of("/redirect/10") == "");
    CHECK(error_of("/redirect/11") == "more than ten redirects");
    CHECK(error_of("/redirect/loop") == "more than ten redirects");
}

TEST_CASE("08: whichever allocation fails, a page fails or the whole crawl does, and the others arrive") {
    site::SiteProcess practice_site({.delay = 0ms});
    const Job job = search_job(parse_url(practice_site.url("/")), 8);
    for (long failures : {1, 1'000'000}) {
        bool has_failed = true;
        for (long successes = 0; has_failed; ++successes) {
            std::vector<Page> by_queue, in_rounds;
            auto crawl_twice = [&] {
                by_queue = crawl_by_queue(job, 2s, 3);
                in_rounds = fetch_all(job.start, 2s, 3);
            };
            has_failed = runs_out_of_memory(successes, crawl_twice, failures);
            int failed = 0;
            for (const auto* pages : {&by_queue, &in_rounds})
                for (const Page& page : *pages) {
                    failed += page.failed();
                    CHECK((page.failed() || page.response.status == 200));
                    CHECK(page.url.target.starts_with("/s?wd="));
                }
            CHECK(failed <= failures);
        }
    }
}

TEST_CASE("08: workers on a queue keep the crawler's contract") {
    auto hundred = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, timeout, 100);
    };
    check_crawler_contract({hundred, 100});
}

TEST_CASE("08: there are no more workers than asked for") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, timeout, 4);
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("08: the article's example prints 15 lengths") {
    int status = -1;
    const std::string lengths = output_of(built("08_async_worker"), status);
    CHECK(status == 0);
    CHECK(std::count(lengths.begin(), lengths.end(), '\n') == 15);
}

TEST_CASE("08: 5,000 pages are in flight at once, if the descriptor limit allows it") {
    check_thousands_at_once([](auto& urls, auto timeout) { return fetch_all(urls, timeout, 5000); });
}
