// Chapter 08's tests of how far a crawl goes: its host, its limits, and what robots.txt asks.
#include "crawler/site_crawl.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "answering_site.hpp"
#include "common/site/linked.hpp"
#include "common/site/process.hpp"
#include "from_07/async.hpp"

using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

struct Crawled {
    std::vector<FoundPage> pages;
    std::set<std::string> not_followed;
    std::size_t beyond_pages = 0, beyond_depth = 0;

    Texts targets() const {  // of the pages that arrived, sorted
        Texts texts;
        for (const FoundPage& found : pages)
            if (!found.is_known && !found.page.failed()) texts.push_back(found.page.url.target);
        std::sort(texts.begin(), texts.end());
        return texts;
    }
};

Crawled crawl_site(const std::string& url, CrawlOptions options) {
    options.timeout = 60s;
    Crawled crawled;
    SiteCrawl crawl(site_job(parse_url(url)), options,
                    [&](FoundPage found) { crawled.pages.push_back(std::move(found)); });
    crawl.run();
    crawled.not_followed = crawl.not_followed();
    crawled.beyond_pages = crawl.beyond_pages().size();
    crawled.beyond_depth = crawl.beyond_depth().size();
    return crawled;
}

// Answers from a map, and with 404 to everything else.
AnsweringSite::Answer from(std::map<std::string, std::string> answers) {
    return [=](const std::string& target) {
        auto found = answers.find(target);
        return found == answers.end() ? not_found_answer : found->second;
    };
}

const CrawlOptions obedient{.obey_robots = true};

}  // namespace

TEST_CASE("08: a redirect to another host is followed, but the links of that page are not") {
    AnsweringSite theirs(from({{"/theirs", html_answer("<a href=/more>")}, {"/more", html_answer("")}}));
    AnsweringSite ours(from({{"/", html_answer("<a href=/out><a href=/in>")},
                             {"/out", redirect_answer(theirs.url("/theirs"))},
                             {"/in", html_answer("")}}));
    const Crawled crawled = crawl_site(ours.url("/"), {});
    CHECK(crawled.targets() == Texts{"/", "/in", "/theirs"});
    CHECK(theirs.requests() == Texts{"/theirs"});
    for (const FoundPage& found : crawled.pages) {
        const bool is_theirs = found.page.url.target == "/theirs";
        CHECK(found.redirects == (is_theirs ? 1 : 0));
        CHECK(found.asked == (is_theirs ? ours.url("/out") : found.page.url.text()));
    }
}

TEST_CASE("08: a redirect of the start page moves the crawl to its target") {
    AnsweringSite theirs(from({{"/", html_answer("<a href=/more>")}, {"/more", html_answer("")}}));
    AnsweringSite ours(from({{"/", redirect_answer(theirs.url("/"))}}));
    CHECK(crawl_site(ours.url("/"), {}).targets() == Texts{"/", "/more"});
}

TEST_CASE("08: a crawl stops at --max-pages, and reports how many links are left") {
    site::SiteProcess practice_site({.delay = 0ms});
    const Crawled crawled = crawl_site(practice_site.url("/"), {.workers = 7, .max_pages = 20});
    CHECK(crawled.pages.size() == 20);
    CHECK(crawled.beyond_pages > 0);
    CHECK(practice_site.stats().requests <= 21);  // one redirect may have led to a page beyond
}

TEST_CASE("08: a crawl stops at --max-depth links from the start, however quick a detour is") {
    // "/x" is two links from "/" by way of the slow page, and three by the other way. So what "/x" links to is at least
    // three links away.
    AnsweringSite site([](const std::string& target) {
        if (target == "/") return html_answer("<a href=/a><a href=/slow>");
        if (target == "/a") return html_answer("<a href=/b>");
        if (target == "/b") return html_answer("<a href=/x>");
        if (target == "/slow") {
            std::this_thread::sleep_for(20ms);
            return html_answer("<a href=/x>");
        }
        return target == "/x" ? html_answer("<a href=/y>") : html_answer("");
    });
    const Texts all{"/", "/a", "/slow", "/b", "/x", "/y"};
    for (std::size_t depth = 0; depth < 4; ++depth) {
        const Crawled crawled = crawl_site(site.url("/"), {.max_depth = depth});
        const long expected[] = {1, 3, 5, 6};
        Texts near(all.begin(), all.begin() + expected[depth]);
        std::sort(near.begin(), near.end());
        CHECK(crawled.targets() == near);
        const std::size_t left[] = {2, 2, 1, 0};
        CHECK(crawled.beyond_depth == left[depth]);
    }
}

TEST_CASE("08: the target of a redirect is as near as the page that redirects, even if a link was quicker") {
    AnsweringSite site([](const std::string& target) {
        if (target == "/") return html_answer("<a href=/quick><a href=/slow>");
        if (target == "/quick") return html_answer("<a href=/target>");
        if (target == "/slow") {
            std::this_thread::sleep_for(20ms);
            return redirect_answer("/target");
        }
        return target == "/target" ? html_answer("<a href=/next>") : html_answer("");
    });
    const Crawled crawled = crawl_site(site.url("/"), {.max_depth = 2});
    CHECK(crawled.targets() == Texts{"/", "/next", "/quick", "/target"});
    CHECK(crawled.beyond_depth == 0);
}

TEST_CASE("08: a link that is too long is reported, and not followed") {
    const std::string shortest = "/" + std::string(max_url_bytes, 'l');
    AnsweringSite site(from({{"/", html_answer("<a href=" + shortest + ">")}}));
    const Crawled crawled = crawl_site(site.url("/"), {});
    CHECK(site.requests() == Texts{"/"});
    REQUIRE(crawled.not_followed.size() == 1);
    CHECK(crawled.not_followed.begin()->ends_with("lll... (" + std::to_string(site.url(shortest).size()) +
                                                  " bytes long)"));
}

TEST_CASE("08: robots.txt is requested first, and what it excludes is reported") {
    AnsweringSite theirs(from({{"/robots.txt", html_answer("User-agent: *\nDisallow: /")}}));
    AnsweringSite site(from({{"/robots.txt", html_answer("User-agent: *\nDisallow: /private")},
                             {"/", html_answer("<a href=/private/a><a href=/public><a href=/out><a href=/in>")},
                             {"/public", html_answer("")},
                             {"/out", redirect_answer(theirs.url("/"))},
                             {"/in", redirect_answer("/private/b")}}));
    const Crawled crawled = crawl_site(site.url("/"), obedient);
    CHECK(crawled.targets() == Texts{"/", "/public"});
    CHECK(crawled.pages.size() == 2);
    CHECK(crawled.not_followed == std::set<std::string>{site.url("/private/a") + " (robots.txt)",
                                                        site.url("/private/b") + " (robots.txt)",
                                                        theirs.url("/") + " (robots.txt)"});
    CHECK(site.requests()[0] == "/robots.txt");
    Texts requests = site.requests();
    std::sort(requests.begin(), requests.end());
    CHECK(requests == Texts{"/", "/in", "/out", "/public", "/robots.txt"});
    CHECK(theirs.requests() == Texts{"/robots.txt"});
    CHECK(crawl_site(site.url("/private/c"), {}).pages.size() == 1);  // without obey_robots it is requested
}

TEST_CASE("08: a start that robots.txt excludes fails, and so does one whose robots.txt does not arrive") {
    for (const auto& [answer, why] : std::map<std::string, std::string>{
             {html_answer("User-agent: *\nDisallow: /"), "not requested, as its host wishes: robots.txt"},
             {"HTTP/1.1 503 Later\r\n\r\n",
              "not requested, as its host wishes: robots.txt: the server answered with status 503"},
             {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1F\x8B\b",
              "not requested, as its host wishes: robots.txt: its content is encoded (gzip), although we asked for "
              "none"}}) {
        AnsweringSite site(from({{"/robots.txt", answer}, {"/", html_answer("")}}));
        const Crawled crawled = crawl_site(site.url("/"), obedient);
        REQUIRE(crawled.pages.size() == 1);
        CHECK(crawled.pages[0].page.error == why);
        CHECK(site.requests() == Texts{"/robots.txt"});
    }
    AnsweringSite site(from({{"/", html_answer("")}}));  // 404: there is none, so everything is allowed
    CHECK(crawl_site(site.url("/"), obedient).targets() == Texts{"/"});
}

TEST_CASE("08: between two requests to one host there is a pause, or robots.txt's pause if that is longer") {
    AnsweringSite site(from({{"/robots.txt", html_answer("User-agent: *\nCrawl-delay: 0.03")},
                             {"/", html_answer("<a href=/a><a href=/b>")},
                             {"/a", html_answer("")},
                             {"/b", html_answer("")}}));
    auto begun = Clock::now();
    CHECK(crawl_site(site.url("/"), {.pause = 20ms}).targets().size() == 3);
    CHECK(Clock::now() - begun >= 2 * 20ms);
    begun = Clock::now();
    CHECK(crawl_site(site.url("/"), obedient).targets().size() == 3);
    CHECK(Clock::now() - begun >= 2 * 30ms);
}

TEST_CASE("08: the pause is also between two tries of one page") {
    AnsweringSite site(from({{"/", "HTTP/1.1 503 Later\r\n\r\n"}}));
    const auto begun = Clock::now();
    const Crawled crawled = crawl_site(site.url("/"), {.retries = 1, .pause = 300ms});
    CHECK(Clock::now() - begun >= 300ms);
    CHECK(site.requests() == Texts{"/", "/"});
    REQUIRE(crawled.pages.size() == 1);
    CHECK(crawled.pages[0].page.error == "the server answered with status 503");
}

TEST_CASE("08: a page that waits for its host when the crawl is stopped is not requested") {
    AnsweringSite site(from({{"/", html_answer("<a href=/a><a href=/b>")}}));
    std::vector<FoundPage> pages;
    SiteCrawl crawl(site_job(parse_url(site.url("/"))), {.timeout = 60s, .pause = 1h},
                    [&](FoundPage found) { pages.push_back(std::move(found)); });
    auto look = [](SiteCrawl& crawl_, const std::vector<FoundPage>& pages_) -> Coroutine<void> {
        while (pages_.empty()) co_await sleep_for(1ms);
        crawl_.stop();
    };
    Task<void> looking(crawl.loop(), look(crawl, pages));
    crawl.run();
    CHECK(pages.size() == 1);
    CHECK(site.requests() == Texts{"/"});
}
