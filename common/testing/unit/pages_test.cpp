// Tests of the parts of the site that need no socket: targets, requests, pages, counters.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/site/answer.hpp"
#include "common/site/content.hpp"
#include "common/site/html.hpp"
#include "common/site/linked.hpp"
#include "common/site/request.hpp"
#include "common/site/stats.hpp"
#include "common/site/target.hpp"
#include "common/site/trouble.hpp"

namespace {

// Every text between `before` and the next `after`.
std::vector<std::string> between(std::string_view text, std::string_view before, std::string_view after) {
    std::vector<std::string> found;
    for (std::size_t at = text.find(before); at != std::string_view::npos; at = text.find(before, at)) {
        at += before.size();
        found.emplace_back(text.substr(at, text.find(after, at) - at));
    }
    return found;
}

int status_of(std::string_view target) { return std::stoi(site::answer(site::parse_target(target)).head.substr(9, 3)); }

site::Parsing parse(std::string_view bytes) { return site::parse_request(bytes).result; }

}  // namespace

TEST_CASE("a target is decoded and its dots are resolved") {
    CHECK(site::parse_target("/decade/../film/./3").path == "/film/3");
    CHECK(site::parse_target("/../..").path == "/");
    CHECK(site::parse_target("/decade/").path == "/decade/");
    CHECK(site::parse_target("/film/%33?x").path == "/film/3");
    CHECK(site::parse_target("/100%").path == "/100%");
    site::Target target = site::parse_target("/s?wd=a+b%26&empty=&flag&wd=second");
    CHECK(target.parameter("wd") == "a b&");
    CHECK(target.parameter("flag").empty());
    CHECK(target.parameters.size() == 3);
    CHECK(site::percent_decode(site::percent_encode("é /&?#%")) == "é /&?#%");
}

TEST_CASE("a request is parsed when its header is complete") {
    std::string_view whole = "GET /top250 HTTP/1.1\r\nHost: x\r\n\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK(parse(whole.substr(0, size)) == site::Parsing::incomplete);
    site::ParsedRequest parsed = site::parse_request(std::string(whole) + "GET /next");
    CHECK(parsed.result == site::Parsing::complete);
    CHECK(parsed.size == whole.size());
    CHECK(parsed.request.method == "GET");
    CHECK(parsed.request.target == "/top250");
    CHECK(parsed.request.keep_alive);

    CHECK(parse("GET / HTTP/1.1\nHost: x\n\n") == site::Parsing::complete);
    CHECK(parse("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") == site::Parsing::complete);
    CHECK(site::parse_request("GET http://h:1/a?b HTTP/1.1\nHost: h\n\n").request.target == "/a?b");
    CHECK(site::parse_request("GET http://h?b HTTP/1.1\nHost: h\n\n").request.target == "/?b");
    CHECK_FALSE(site::parse_request("GET / HTTP/1.0\n\n").request.keep_alive);
    CHECK(site::parse_request("GET / HTTP/1.0\nconnection: Keep-Alive\n\n").request.keep_alive);
    for (const char* close : {"TE, close", "close, keep-alive", "Keep-Alive, Close", "close\nConnection: keep-alive"})
        CHECK_FALSE(site::parse_request(std::string("GET / HTTP/1.1\nHost: h\nConnection: ") + close + "\n\n")
                        .request.keep_alive);
}

TEST_CASE("a bad request is told from a good one") {
    CHECK(parse("GET /\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET / HTTP/2.0\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET /a b HTTP/1.0\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET /page#part HTTP/1.0\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET top250 HTTP/1.0\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET / HTTP/1.1\r\n\r\n") == site::Parsing::malformed);  // no Host
    CHECK(parse("GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET / HTTP/1.0\r\nno colon\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("GET / HTTP/1.0\r\nContent-Length: x\r\n\r\n") == site::Parsing::malformed);
    CHECK(parse("\x16\x03\x01\x02\r\n\r\n") == site::Parsing::malformed);  // much like a TLS greeting
    CHECK(parse("POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc") == site::Parsing::has_body);
    CHECK(parse("GET / HTTP/1.0\r\nContent-Length: 0\r\n\r\n") == site::Parsing::complete);
    CHECK(parse("GET / HTTP/1.0\r\nX: " + std::string(17'000, 'x')) == site::Parsing::header_too_large);
    CHECK(parse("GET / HTTP/1.0\r\nX: " + std::string(17'000, 'x') + "\r\n\r\n") == site::Parsing::header_too_large);
}

TEST_CASE("the ten list pages hold the 250 films in order, and nine links each") {
    std::vector<std::string> titles;
    for (int page = 1; page <= site::list_pages; ++page) {
        std::string html = site::list_page(page);
        CHECK(html.size() > 15'000);
        CHECK(html.size() < 25'000);
        std::vector<std::string> spans = between(html, "<span class=\"title\">", "</span>");
        REQUIRE(spans.size() == 50);
        for (std::size_t i = 0; i < spans.size(); i += 2) {
            titles.push_back(spans[i]);
            CHECK(spans[i + 1].starts_with("&nbsp;/&nbsp;"));
        }
        std::vector<std::string> hrefs = between(html, "\n    <a href=\"?start=", "\"");
        CHECK(hrefs.size() == 9);
        std::string own = std::to_string((page - 1) * site::films_per_page) + "&amp;filter=";
        CHECK(std::find(hrefs.begin(), hrefs.end(), own) == hrefs.end());
    }
    REQUIRE(titles.size() == site::films().size());
    for (std::size_t i = 0; i < titles.size(); ++i) CHECK(titles[i] == site::escape_html(site::films()[i].title));
}

TEST_CASE("a list page is found by its start") {
    CHECK(status_of("/top250") == 200);
    CHECK(status_of("/top250?start=225&filter=") == 200);
    CHECK(status_of("/top250?start=25&amp;filter=") == 200);  // from a client that does not decode &amp;
    for (std::string_view start : {"250", "24", "-25", "x", ""})
        CHECK(status_of("/top250?start=" + std::string(start)) == 404);
}

TEST_CASE("a search page has about 20 KB and shows the search words, escaped") {
    for (int i = 0; i < 100; ++i) {
        std::string page = site::search_page(std::to_string(i));
        CHECK(page.size() > 18'000);
        CHECK(page.size() < 22'000);
        CHECK(page == site::search_page(std::to_string(i)));
    }
    CHECK(site::search_page("<b>").find("Results for &lt;b&gt;") != std::string::npos);
    CHECK(status_of("/s?wd=%E7%94%B5") == 200);
    CHECK(status_of("/s?wd=" + std::string(101, 'x')) == 400);
}

TEST_CASE("each page of the linked site exists once, and another page links to it") {
    std::vector<std::string> pages = site::linked_pages();
    CHECK(pages.size() == 3 + 10 + 13 + 98 + 157 + 250);  // three pages, the list, decades, years, directors, films
    CHECK(std::set<std::string>(pages.begin(), pages.end()).size() == pages.size());
    int pages_with_dead_link = 0;
    for (const std::string& page : pages) {
        CHECK(status_of(page) == 200);
        std::string html = site::answer(site::parse_target(page)).body;
        std::string link = "href=\"" + std::string(site::dead_link) + "\"";
        if (html.find(link) != std::string::npos) {
            CHECK(page == site::page_with_dead_link);
            ++pages_with_dead_link;
        }
    }
    CHECK(pages_with_dead_link == 1);
    CHECK(status_of(site::redirect_home) == 301);
    CHECK(status_of(site::redirect_latest) == 302);
    CHECK(status_of(site::dead_link) == 404);
    CHECK(status_of(site::private_page) == 200);
    CHECK(std::find(pages.begin(), pages.end(), site::private_page) == pages.end());
    std::string about = site::answer(site::parse_target(site::page_with_dead_link)).body;
    CHECK(about.find("href=\"" + std::string(site::private_page) + "\"") != std::string::npos);
    site::Reply robots = site::answer(site::parse_target("/robots.txt"));
    CHECK(robots.head.find("Content-Type: text/plain") != std::string::npos);
    CHECK(robots.body.find("\nUser-agent: *\nDisallow: /private/\n") != std::string::npos);
    for (std::string_view missing : {"/film/0", "/film/03", "/film/", "/year/1800", "/decade/1991", "/director/"})
        CHECK(status_of(missing) == 404);
}

TEST_CASE("a status page says when to retry, in one line") {
    auto head = [](std::string_view target) { return site::answer(site::parse_target(target)).head; };
    CHECK(head("/status/429").find("Retry-After") == std::string::npos);
    CHECK(head("/status/429?retry-after=7").ends_with("\r\nRetry-After: 7\r\n"));
    CHECK(head("/status/503?retry-after=Sun,+06+Nov").ends_with("\r\nRetry-After: Sun, 06 Nov\r\n"));
    CHECK(head("/status/503?retry-after=7%0d%0aX:%20y").ends_with("\r\nRetry-After: 7X: y\r\n"));
}

TEST_CASE("the counters can be read back from their JSON") {
    site::Stats stats;
    stats.accepted = 3;
    stats.request_received("/top250");
    stats.request_received("/top250");
    stats.request_received("/s?wd=\"\\\xe7\x94\xb5");
    site::Stats same = site::stats_from_json(site::to_json(stats));
    CHECK(same.accepted == 3);
    CHECK(same.requests == 3);
    CHECK(same.in_flight == 3);
    CHECK(same.peak_in_flight == 3);
    CHECK(same.requests_per_url == stats.requests_per_url);
    CHECK_THROWS_AS(site::stats_from_json("{}"), std::runtime_error);
    CHECK_THROWS_AS(site::stats_from_json(site::to_json(stats).substr(0, 90)), std::runtime_error);
}

TEST_CASE("faults are known by name") {
    for (std::string_view kind : {"status/500", "status/999", "redirect/3", "redirect/loop", "chunked", "close",
                                  "truncated", "truncated-chunk", "reset", "stall", "stall-body", "drip?ms=20",
                                  "slow?ms=5", "big?bytes=9", "garbage", "endless-header", "binary", "escapes"})
        CHECK(site::is_trouble(kind));
    for (std::string_view kind : {"", "rest", "status/199", "status/1000", "status/x", "redirect/", "top250", "stats"})
        CHECK_FALSE(site::is_trouble(kind));
}
