// Chapter 08's tests of the crawler as a program: kept connections, JSON, the command line. See pipe_test.cpp too.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/testing/count.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/processes.hpp"
#include "crawler/json.hpp"
#include "crawler/retry.hpp"
#include "fetch_all.hpp"

using namespace std::chrono_literals;

TEST_CASE("08: workers keep their connections, and connect again when the server has closed one") {
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 40);
    auto fetch_with = [&](std::size_t workers) {
        ConnectionPool connections;
        return fetch_all(
            urls, [&](const Url& url) { return get_page(url, connections, 60s); }, workers);
    };
    for (const Page& page : fetch_with(4)) CHECK(page.error == "");
    CHECK(practice_site.stats().accepted <= 4);
    practice_site.reset_stats();
    urls[10].target = "/close";
    urls[20].target = "/reset";
    auto pages = fetch_with(1);
    for (std::size_t i = 0; i < pages.size(); ++i) CHECK((pages[i].error == "") == (i != 20));
    CHECK(practice_site.stats().accepted == 4);  // the first, one after /close, one for /reset, and one after it
}

TEST_CASE("08: a page is printed as JSON") {
    const std::string body = "<base href=/b/><p>\"</p><a href=x><a href='https://s/\"'><a href=x#y>";
    FoundPage found{Page{parse_url("http://h/a"), Response{200, {}, body, false}, ""}, "", false, 0.1234};
    found.asked = "http://h/\"\\\n";
    found.redirects = 2;
    const Said said = said_by(found.page);
    CHECK(to_json(found, said) ==
          R"({"url":"http://h/\"\\)"
          "\uFFFD"
          R"(","final_url":"http://h/a","redirects":2,"status":200,"bytes":)" +
              std::to_string(body.size()) +
              R"(,"titles":[],"links":["http://h/b/x","https://s/\""],"seconds":0.123,"error":null})");
    // Links that are relative to an https page stay as they are: they do not lead to this page's host.
    found.page.response.body = "<base href=https://s/><a href=x><a href=http://h/y>";
    CHECK(said_by(found.page).links == std::vector<std::string>{"http://h/y", "x"});
    FoundPage none;
    none.page.error = "not a URL";
    CHECK(to_json(none, said_by(none.page)) ==
          R"({"url":"","final_url":null,"redirects":0,"status":0,"bytes":0,"titles":[],"links":[],)"
          R"("seconds":0.000,"error":"not a URL"})");
}

TEST_CASE("08: in a pipe, there is one JSON object for each URL, even a bad one") {
    site::SiteProcess practice_site({.delay = 0ms});
    int status = -1;
    std::string urls = "(for i in 0 1 2 3 4 5 6 7 8 9; do echo '" + practice_site.url("/s?wd=") +
                       "'$i; done; echo 'ftp://x'; echo; printf '" + practice_site.url("/redirect/3") + "')";
    std::string lines = output_of(urls + " | " + built("08_crawler") + " --workers 3 --jsonl - 2>&1", status);
    CHECK(count(lines, "\n") == 12);
    CHECK(count(lines, "\"status\":200") == 11);
    CHECK(count(lines, "\"error\":null") == 11);
    CHECK(count(lines, "a URL must begin with http://") == 1);
    CHECK(count(lines, "\"redirects\":3,") == 1);
    CHECK(count(lines, "\"url\":\"" + practice_site.url("/redirect/3") + "\",\"final_url\":\"" +
                           practice_site.url("/redirect/0") + "\"") == 1);
    CHECK(status == 1);
    CHECK(practice_site.stats().peak_in_flight <= 3);
    CHECK(output_of(built("08_crawler") + " --jsonl - < /dev/null", status) == "");
    CHECK(status == 0);
}

TEST_CASE("08: in a pipe, too few descriptors to read with are reported as such") {
    int status = -1;
    const std::string crawl = "exec 2>&1; ulimit -n 5; echo x | " + built("08_crawler") + " --jsonl -";
    CHECK(output_of(crawl, status) == "08_crawler: standard input: Too many open files\n");
    CHECK(status == 1);
}

TEST_CASE("08: a slow reader of the output slows down the reading of the input") {
    site::SiteProcess practice_site({.delay = 0ms});
    int status = -1;
    // The reader takes one line and ends. Ten thousand lines of JSON do not fit into its pipe.
    std::string one = output_of("seq 0 9999 | sed 's|^|" + practice_site.url("/s?wd=") + "|' | " + built("08_crawler") +
                                    " --workers 2 --jsonl - 2>/dev/null | head -n 1",
                                status);
    CHECK(count(one, "\n") == 1);
    CHECK(practice_site.stats().requests < 9999);
}

TEST_CASE("08: a complete site is printed as JSON lines, as its robots.txt allows") {
    site::SiteProcess practice_site({.delay = 0ms});
    int status = -1;
    const std::string crawl = built("08_crawler") + " --site --jsonl " + practice_site.url("/");
    std::string lines = output_of(crawl + " 2>/dev/null", status);
    CHECK(count(lines, "{\"url\":\"") == 532);
    CHECK(count(lines, "\"error\":null}\n") == 531);
    CHECK(count(lines, " (linked from ") == 1);
    CHECK(status == 1);
    CHECK(count(output_of(crawl + " 2>&1 >/dev/null", status), "/letters (robots.txt)\n") == 1);
    CHECK(count(output_of(crawl + " --ignore-robots 2>/dev/null", status), "\"error\":null}\n") == 532);
    lines = output_of(crawl + " --max-depth 1 2>&1", status);
    CHECK(count(lines, " more links (--max-depth)\n") == 1);
    CHECK(status == 0);
}

TEST_CASE("08: options that exclude each other are refused in one line") {
    for (const std::string words :
         {"--site --body http://h/", "--site --search 2", "--jsonl --body http://h/", "--jsonl --quiet",
          "--jsonl - http://h/", "http://h/ --jsonl -", "--jsonl - --site", "--jsonl - --search 2", "- http://h/", "-",
          "--jsonl - --delay 1", "--max-pages 2", "--max-depth 2", "--ignore-robots", "--body --quiet http://h/"}) {
        CAPTURE(words);
        int status = -1;
        const std::string said = output_of(built("08_crawler") + " " + words + " 2>&1 </dev/null", status);
        CHECK(status == 2);
        CHECK(count(said, "\n") == 1);
        CHECK(count(said, " cannot be combined with ") + count(said, " works only with ") == 1);
    }
}
