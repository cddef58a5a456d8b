// Chapter 01's tests: the contract, twice, and what a kept connection saves.
#include "fetch_all.hpp"

#include <doctest/doctest.h>

#include "common/crawl/movie_page.hpp"
#include "common/testing/crawler_contract.hpp"
#include "titles_by_regex.hpp"

using namespace std::chrono_literals;

TEST_CASE("01: a connection per page keeps the crawler's contract") { check_crawler_contract({fetch_all, 1}); }

TEST_CASE("01: one connection for all pages keeps the crawler's contract") {
    check_crawler_contract({fetch_all_on_one_connection, 1});
}

TEST_CASE("01: ten pages take ten connections, or one that is kept") {
    site::SiteProcess practice_site({.delay = 0ms});
    std::vector<Url> urls = search_urls(practice_site, 10);
    fetch_all(urls, 60s);
    CHECK(practice_site.stats().accepted == 10);
    practice_site.reset_stats();
    for (const Page& page : fetch_all_on_one_connection(urls, 60s)) CHECK(page.error == "");
    CHECK(practice_site.stats().accepted == 1);
    CHECK(practice_site.stats().requests == 10);
}

TEST_CASE("01: a kept connection that the server has closed is replaced") {
    site::SiteProcess practice_site({.delay = 0ms});
    std::vector<Url> urls = search_urls(practice_site, 6);
    urls[1].target = "/close";  // ends by closing
    urls[3].target = "/reset";  // breaks the connection in the middle of an answer
    auto pages = fetch_all_on_one_connection(urls, 60s);
    for (std::size_t i : {0u, 1u, 2u, 4u, 5u}) CHECK(pages[i].error == "");
    CHECK(pages[3].error == "receive: Connection reset by peer");
    CHECK(practice_site.stats().accepted == 4);  // for pages 0 and 1, 2 and 3, 3 again, 4 and 5
}

TEST_CASE("01: the regular expression and the scanner read the same titles") {
    site::SiteProcess practice_site({.delay = 0ms});
    for (const Url& url : search_urls(practice_site, 1)) {
        Url list = url;
        list.target = "/top250";
        std::string html = fetch_all({list}, 60s)[0].response.body;
        CHECK(titles_by_regex(html).size() == 25);
        CHECK(titles_by_regex(html) == film_titles(html));
    }
}
