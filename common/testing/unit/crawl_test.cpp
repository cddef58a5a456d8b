// Tests of common/crawl: which URLs each round fetches, and what happens to redirects, failures and pages that are not
// a film list. A map replaces the network and records each round.
#include "common/crawl/crawl.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Strings = std::vector<std::string>;

Response answer(int status, const std::string& body = "", const std::string& location = "") {
    Response response{status, {}, body, false};
    if (!location.empty()) response.fields.emplace_back("location", location);
    return response;
}

// The page at each target, on every host. Other targets are refused.
struct Network {
    std::map<std::string, Response> answers;
    std::vector<Strings> rounds = {};

    FetchAll fetch_all() {
        return [this](const std::vector<Url>& urls) {
            std::vector<Page> pages;
            rounds.emplace_back();
            for (const Url& url : urls) {
                rounds.back().push_back(url.text());
                auto found = answers.find(url.target);
                if (found != answers.end()) pages.push_back(Page{url, found->second});
                else pages.push_back(Page{url, {}, "connect: Connection refused"});
            }
            return pages;
        };
    }
};

Strings urls_of(const std::vector<Page>& pages) {
    Strings urls;
    for (const Page& page : pages) urls.push_back(page.url.text());
    return urls;
}

Strings errors_of(const std::vector<Page>& pages) {
    Strings errors;
    for (const Page& page : pages) errors.push_back(page.error);
    return errors;
}

// A list page with one film, and these links to other pages.
std::string list_page(const Strings& links) {
    std::string html = "<div id=content><div><div><ol><li><span class=title>A</span></li></ol><div></div><div>";
    for (const std::string& link : links) html += "<a href='" + link + "'>x</a>";
    return html + "</div></div></div></div>";
}

// A job that finds its links in the body, one per line, and runs for `rounds` rounds.
Job lines_job(const std::string& start, int rounds) {
    Job job{{parse_url(start)}};
    job.links = [](const std::string& html) {
        Strings lines;
        for (std::size_t begin = 0; begin < html.size();) {
            std::size_t end = std::min(html.find('\n', begin), html.size());
            lines.push_back(html.substr(begin, end - begin));
            begin = end + 1;
        }
        return lines;
    };
    job.rounds = rounds;
    return job;
}

}  // namespace

TEST_CASE("the list job fetches the first page, then the pages it links to, and no more") {
    Network network{{{"/top250", answer(200, list_page({"?start=25", "?start=50", "/top250?start=75#x", "?start=25"}))},
                     {"/top250?start=25", answer(200, list_page({"?start=0", "?start=100"}))},
                     {"/top250?start=50", answer(200, list_page({}))},
                     {"/top250?start=75", answer(200, list_page({}))}}};
    auto pages = crawl(list_job(parse_url("http://a:8250/top250")), network.fetch_all());
    const Strings later = {"http://a:8250/top250?start=25", "http://a:8250/top250?start=50",
                           "http://a:8250/top250?start=75"};
    CHECK(network.rounds == std::vector<Strings>{{"http://a:8250/top250"}, later});
    CHECK(urls_of(pages) == Strings{"http://a:8250/top250", later[0], later[1], later[2]});
    CHECK(errors_of(pages) == Strings{"", "", "", ""});
    CHECK(pages[2].response.body == list_page({}));
}

TEST_CASE("a page that is found twice is fetched once, and a cycle ends") {
    Network network{{{"/", answer(200, "/a\n/b\n/a\n/\n/b#x\n")},
                     {"/a", answer(200, "/\n/b\n/c\n")},
                     {"/b", answer(200, "/c\n/d\n")},
                     {"/c", answer(200, "/a\n")},
                     {"/d", answer(200, "")}}};
    auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
    CHECK(network.rounds ==
          std::vector<Strings>{{"http://h/"}, {"http://h/a", "http://h/b"}, {"http://h/c", "http://h/d"}});
    CHECK(urls_of(pages) == Strings{"http://h/", "http://h/a", "http://h/b", "http://h/c", "http://h/d"});
}

TEST_CASE("a job ends after its rounds, and a job without links after the first round") {
    Network network{{{"/", answer(200, "/a\n")}, {"/a", answer(200, "/b\n")}, {"/b", answer(200, "/c\n")}}};
    CHECK(crawl(lines_job("http://h/", 2), network.fetch_all()).size() == 2);
    CHECK(crawl(page_job(parse_url("http://h/")), network.fetch_all()).size() == 1);
    Job without_links = lines_job("http://h/", 99);
    without_links.links = nullptr;
    CHECK(crawl(without_links, network.fetch_all()).size() == 1);
    CHECK(crawl(Job{}, network.fetch_all()).empty());
}

TEST_CASE("links to other hosts and broken links are not followed, and do not make their page fail") {
    Network network{{{"/", answer(200, "http://other/\n//h:81/\nhttp://h:80/a\nmailto:x\nhttps://h/\na b\n//\n")},
                     {"/a", answer(200, "")},
                     {"/a%20b", answer(200, "")}}};
    auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
    CHECK(network.rounds == std::vector<Strings>{{"http://h/"}, {"http://h/a", "http://h/a%20b"}});
    CHECK(errors_of(pages) == Strings{"", "", ""});
}

TEST_CASE("a link that is not followed is reported once, with a reason unless it leads to another host") {
    Job job = lines_job("http://h/", 2);
    const std::string long_link = "data:" + std::string(1000, 'x');
    Page page{parse_url("http://h/"),
              answer(200,
                     "/a\nhttp://other/x y\nhttp://other/x y\n HTTPS://h/\nhttp://u:p@h/\n//\n//例え.jp/\n//h:0/\n"
                     "mailto:me\x1b[2J\n" +
                         long_link + "\n")};
    Links links = links_of(job, page);
    CHECK(links.to_follow == std::vector<Url>{parse_url("http://h/a")});
    Strings expected = {"http://other/x%20y",
                        "HTTPS://h/ (only http links are followed, not https:)",
                        "http://u:p@h/ (a URL with a user name in it is not supported)",
                        "// (it names no host)",
                        "//例え.jp/ (a host name consists of letters, digits, dots and hyphens)",
                        "//h:0/ (a port is a number from 1 to 65535)",
                        "mailto:me\uFFFD[2J (only http links are followed, not mailto:)",
                        long_link.substr(0, 200) + "... (only http links are followed, not data:)"};
    std::sort(expected.begin(), expected.end());
    CHECK(links.not_followed == expected);
    CHECK(links.missing.empty());
}

TEST_CASE("the first page, after its redirects, decides the site; a page on another host is fetched but not searched") {
    Network network{{{"/", answer(301, "", "http://www.h/home")},
                     {"/home", answer(200, "/a\n/out\nhttp://h/b\n")},
                     {"/a", answer(200, "")},
                     {"/out", answer(302, "", "http://other:81/theirs")},
                     {"/theirs", answer(200, "/more\nhttp://www.h/c\n")}}};
    auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
    CHECK(urls_of(pages) == Strings{"http://www.h/home", "http://www.h/a", "http://other:81/theirs"});
    CHECK(errors_of(pages) == Strings{"", "", ""});

    Job job = lines_job("http://h/", 99);
    CHECK(links_of(job, pages[0]).not_followed == Strings{"http://h/b"});
    CHECK(job.site == "www.h");
    Links links = links_of(job, pages[2]);
    CHECK(links.to_follow.empty());
    CHECK(links.not_followed == Strings{"the links in http://other:81/theirs (a redirect led to this other host)"});
    pages[2].response.body = "";
    CHECK(links_of(job, pages[2]).not_followed.empty());
    pages[0].error = "it failed";
    CHECK(links_of(job, pages[0]).not_followed.empty());
}

TEST_CASE("if a list's link cannot be followed, it counts as a failed page, after the page that holds it") {
    Network network{{{"/top250", answer(200, list_page({"?start=25", "https://h/2", "http://other/3", "javascript:"}))},
                     {"/top250?start=25", answer(200, list_page({"https://h/not-looked-for"}))}}};
    auto pages = crawl(list_job(parse_url("http://h/top250")), network.fetch_all());
    CHECK(urls_of(pages) == Strings{"http://h/top250", "http://h/top250", "http://h/top250", "http://h/top250",
                                    "http://h/top250?start=25"});
    CHECK(errors_of(pages) == Strings{"", "link not followed: http://other/3",
                                      "link not followed: https://h/2 (only http links are followed, not https:)",
                                      "link not followed: javascript: (only http links are followed, not javascript:)",
                                      ""});
}

TEST_CASE("links are relative to the page's <base>, which is relative to the page; a redirect's Location is not") {
    struct Case {
        std::string base, link, expected;
    };
    const std::vector<Case> cases = {
        {"/en/", "guide", "http://h/en/guide"},
        {"/en/x?y#z", "guide", "http://h/en/guide"},
        {"../en/", "guide", "http://h/en/guide"},
        {"//other/en/", "guide", ""},
        {"//other/en/", "http://h/guide", "http://h/guide"},
        {"//other/en/", "/guide", ""},
        {"http://h/en/", "//h/guide", "http://h/guide"},
        {"https://h/en/", "guide", ""},
        {"https://h/en/", " HTTP://h/guide", "http://h/guide"},
        {"", "guide", "http://h/a/guide"},
    };
    for (const auto& [base, link, expected] : cases) {
        CAPTURE(base);
        CAPTURE(link);
        Job job = site_job(parse_url("http://h/a/page"));
        Page page{parse_url("http://h/a/page"), answer(200, "<base href='" + base + "'><a href='" + link + "'>x</a>")};
        Links links = links_of(job, page);
        CHECK(links.to_follow.size() + links.not_followed.size() == 1);
        if (expected.empty()) CHECK(links.not_followed.size() == 1);
        else CHECK(links.to_follow == std::vector<Url>{parse_url(expected)});
    }
    Page moved{parse_url("http://h/a/page"), answer(302, "<base href='/en/'>", "guide")};
    CHECK(redirect_target(moved, 0)->text() == "http://h/a/guide");
}

TEST_CASE("only HTML is searched for links, and the error for a list that is not HTML says what it is") {
    for (const char* type : {"text/javascript", "text/plain; charset=utf-8", "application/json", "application/pdf"}) {
        CAPTURE(type);
        Network network{{{"/", answer(200, list_page({"/a"}))}}};
        network.answers["/"].fields.emplace_back("content-type", type);
        CHECK(urls_of(crawl(site_job(parse_url("http://h/")), network.fetch_all())) == Strings{"http://h/"});
        CHECK(errors_of(crawl(list_job(parse_url("http://h/")), network.fetch_all())) ==
              Strings{std::string("no film title in it: it is not HTML but ") + type});
    }
    for (const char* type : {"text/html", "Text/HTML;charset=utf-8", "application/xhtml+xml", ""}) {
        CAPTURE(type);
        Network network{{{"/", answer(200, list_page({"/a"}))}, {"/a", answer(200, list_page({}))}}};
        network.answers["/"].fields.emplace_back("content-type", type);
        CHECK(errors_of(crawl(site_job(parse_url("http://h/")), network.fetch_all())) == Strings{"", ""});
        CHECK(errors_of(crawl(list_job(parse_url("http://h/")), network.fetch_all())) == Strings{"", ""});
    }
}

TEST_CASE("a page with an unsupported charset fails if it is read as text, but not if its bytes are wanted") {
    Network network{{{"/", answer(200, list_page({"/a"}))}}};
    network.answers["/"].fields.emplace_back("content-type", "text/html; charset=x-klingon");
    const Strings not_supported = {"charset x-klingon is not supported"};
    CHECK(errors_of(crawl(list_job(parse_url("http://h/")), network.fetch_all())) == not_supported);
    CHECK(errors_of(crawl(site_job(parse_url("http://h/")), network.fetch_all())) == not_supported);
    CHECK(errors_of(crawl(page_job(parse_url("http://h/")), network.fetch_all())) == Strings{""});
}

TEST_CASE("the links of a page in another charset are requested in UTF-8") {
    Job job = site_job(parse_url("http://h/"));
    Page page{parse_url("http://h/"), answer(200, "<a href='/\xD6\xD0.html'>")};
    page.response.fields.emplace_back("content-type", "text/html; charset=gbk");
    CHECK(links_of(job, page).to_follow.at(0).text() == "http://h/%E4%B8%AD.html");
}

TEST_CASE("the page that a redirect leads to replaces it, and has the last URL") {
    for (int status : {301, 302, 303, 307, 308}) {
        CAPTURE(status);
        Network network{{{"/", answer(200, "/moved/x\n/b\n")},
                         {"/moved/x", answer(status, "/never\n", "../a?y")},
                         {"/a?y", answer(200, "c\n")},
                         {"/b", answer(200, "")},
                         {"/c", answer(200, "")}}};
        auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
        CHECK(
            network.rounds ==
            std::vector<Strings>{{"http://h/"}, {"http://h/moved/x", "http://h/b"}, {"http://h/a?y"}, {"http://h/c"}});
        CHECK(urls_of(pages) == Strings{"http://h/", "http://h/a?y", "http://h/b", "http://h/c"});
        CHECK(errors_of(pages) == Strings{"", "", "", ""});
    }
}

TEST_CASE("what a redirect leads to belongs to the round of the redirect") {
    Network network{{{"/", answer(302, "", "/list")},
                     {"/list", answer(200, "/a\n")},
                     {"/a", answer(302, "", "/b")},
                     {"/b", answer(200, "/c\n")}}};
    auto pages = crawl(lines_job("http://h/", 2), network.fetch_all());
    CHECK(urls_of(pages) == Strings{"http://h/list", "http://h/b"});
    CHECK(errors_of(pages) == Strings{"", ""});
}

TEST_CASE("ten redirects are followed; an eleventh is an error, and so is a loop") {
    Network network{{{"/0", answer(200, "end")}, {"/loop", answer(302, "", "/loop")}}};
    for (int i = 1; i <= 11; ++i)
        network.answers[std::string("/") + std::to_string(i)] =
            answer(302, "", std::string("/") + std::to_string(i - 1));
    struct Case {
        std::string start, error, last;
    };
    const std::vector<Case> cases = {{"http://h/10", "", "http://h/0"},
                                     {"http://h/11", "more than ten redirects", "http://h/1"},
                                     {"http://h/loop", "more than ten redirects", "http://h/loop"}};
    for (const auto& [start, error, last] : cases) {
        CAPTURE(start);
        network.rounds.clear();
        auto pages = crawl(page_job(parse_url(start)), network.fetch_all());
        CHECK(network.rounds.size() == 11);
        CHECK(urls_of(pages) == Strings{last});
        CHECK(errors_of(pages) == Strings{error});
    }
}

TEST_CASE("a redirect may lead to another host; the error for a broken one says why") {
    struct Case {
        std::string location, url, error;
    };
    const std::vector<Case> cases = {
        {"http://other:81/a", "http://other:81/a", ""},
        {"//other/a", "http://other/a", ""},
        {"https://h/a", "http://h/", "redirect to https://h/a: only http links are followed, not https:"},
        {"javascript:alert(1)", "http://h/",
         "redirect to javascript:alert(1): only http links are followed, not javascript:"},
        {"http://", "http://h/", "redirect to http://: it names no host"},
        {"//\x1b[2J\xff/", "http://h/",
         "redirect to //\uFFFD[2J\uFFFD/: a host name consists of letters, digits, dots and hyphens"},
        {"/a b", "http://h/a%20b", ""},
        {"http:a", "http://h/a", ""},
        {"/gone", "http://h/gone", "connect: Connection refused"},
        {"", "http://h/", "the server answered with status 302"},
    };
    for (const auto& [location, url, error] : cases) {
        CAPTURE(location);
        Network network{{{"/", answer(302, "", location)}, {"/a", answer(200, "")}, {"/a%20b", answer(200, "")}}};
        auto pages = crawl(page_job(parse_url("http://h/")), network.fetch_all());
        CHECK(urls_of(pages) == Strings{url});
        CHECK(errors_of(pages) == Strings{error});
    }
}

TEST_CASE("a status other than 2xx is an error that names it, and the page's links are not followed") {
    for (int status : {300, 304, 404, 500, 599, 600, 999, 0, 99}) {
        CAPTURE(status);
        Network network{{{"/", answer(status, "/a\n")}, {"/a", answer(200, "")}}};
        auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
        const std::string number = status == 0 ? "000" : status == 99 ? "099" : std::to_string(status);
        CHECK(errors_of(pages) == Strings{"the server answered with status " + number});
        CHECK(pages[0].response.status == status);
    }
}

TEST_CASE("any 2xx is a page like a 200, and its Location is ignored") {
    for (int status : {200, 201, 203, 204, 205, 206, 299}) {
        CAPTURE(status);
        Network network{{{"/", answer(status, "/a\n", "/b")}, {"/a", answer(200, "")}}};
        auto pages = crawl(lines_job("http://h/", 99), network.fetch_all());
        CHECK(urls_of(pages) == Strings{"http://h/", "http://h/a"});
        CHECK(errors_of(pages) == Strings{"", ""});
    }
}

TEST_CASE("a compressed body is an error if it would be used; an unknown coding is ignored") {
    struct Case {
        int status;
        std::string coding, body, error;
    };
    const std::vector<Case> cases = {
        {200, "gzip", "x", "its content is encoded (gzip), although we asked for none"},
        {203, "identity, X-GZip", "x", "its content is encoded (x-gzip), although we asked for none"},
        {200, ",deflate", "x", "its content is encoded (deflate), although we asked for none"},
        {200, "compress", "x", "its content is encoded (compress), although we asked for none"},
        {200, "UTF-8, br", "x", "its content is encoded (br), although we asked for none"},
        {200, "zstd", "x", "its content is encoded (zstd), although we asked for none"},
        {200, "gzip", "", ""},
        {204, "gzip", "", ""},
        {200, "UTF-8", "x", ""},
        {200, "none", "x", ""},
        {200, "binary", "x", ""},
        {200, "identity, identity", "x", ""},
        {200, ",", "x", ""},
        {200, "gzipped", "x", ""},
        {404, "gzip", "x", "the server answered with status 404"},
        {301, "gzip", "x", ""},  // followed
    };
    for (const auto& [status, coding, body, error] : cases) {
        CAPTURE(coding);
        Network network{{{"/", answer(status, body, status == 301 ? "/a" : "")}, {"/a", answer(200, "")}}};
        network.answers["/"].fields.emplace_back("content-encoding", coding);
        CHECK(errors_of(crawl(page_job(parse_url("http://h/")), network.fetch_all())) == Strings{error});
    }
}

TEST_CASE("a redirect that was not followed is not reported as one too many") {
    Page page{parse_url("http://h/"), answer(301, "", "/new")};
    judge(Job{}, page);
    CHECK(page.error == "the server answered with status 301");

    Page tenth{parse_url("http://h/"), answer(301, "", "/new")};
    CHECK(redirect_target(tenth, max_redirects - 1)->text() == "http://h/new");
    CHECK_FALSE(redirect_target(tenth, max_redirects).has_value());
    CHECK(tenth.error == "more than ten redirects");
}

TEST_CASE("a failed page does not affect the others, and its error keeps its text") {
    Network network{{{"/", answer(200, "/a\n/gone\n/b\n/broken\n")},
                     {"/a", answer(200, "a")},
                     {"/b", answer(200, "b")},
                     {"/broken", answer(500, "")}}};
    auto pages = crawl(lines_job("http://h/", 2), network.fetch_all());
    CHECK(errors_of(pages) ==
          Strings{"", "", "connect: Connection refused", "", "the server answered with status 500"});
    CHECK(pages[1].response.body == "a");
    CHECK(pages[3].response.body == "b");
}

TEST_CASE("a page of the list job without any film title is an error") {
    Network network{{{"/top250", answer(200, list_page({"/empty", "/b"}))},
                     {"/empty", answer(200, "<p>Sign in</p>")},
                     {"/b", answer(200, list_page({}))}}};
    auto pages = crawl(list_job(parse_url("http://h/top250")), network.fetch_all());
    CHECK(errors_of(pages) == Strings{"", "no film title in it; a film list looks like /top250", ""});
}

TEST_CASE("the search job requests /s?wd=0, /s?wd=1, ... from the URL's host in one round") {
    Network network{{{"/s?wd=0", answer(200, "0")}, {"/s?wd=1", answer(200, "1")}, {"/s?wd=2", answer(200, "2")}}};
    auto pages = crawl(search_job(parse_url("http://[::1]:8250/top250?x"), 3), network.fetch_all());
    const Strings expected = {"http://[::1]:8250/s?wd=0", "http://[::1]:8250/s?wd=1", "http://[::1]:8250/s?wd=2"};
    CHECK(network.rounds == std::vector<Strings>{expected});
    CHECK(urls_of(pages) == expected);
    CHECK(search_job(parse_url("http://h/"), 100).start.back().target == "/s?wd=99");
    CHECK(search_job(parse_url("http://h/"), 0).start.empty());
}

TEST_CASE("a start that is named twice is fetched once") {
    Network network{{{"/", answer(200, "")}}};
    Job job{{parse_url("http://h/"), parse_url("http://H:80/#x"), parse_url("http://h")}};
    CHECK(crawl(job, network.fetch_all()).size() == 1);
}
