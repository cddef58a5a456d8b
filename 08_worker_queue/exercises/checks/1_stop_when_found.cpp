// The checks of exercise 08-1. There is nothing to edit here.
#include "1_stop_when_found.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "from_07/async.hpp"

// A site without an end, like a calendar: page 1 links to 2 and 3, page 2 to 4 and 5, page n to 2n and 2n + 1.
struct EndlessSite {
    int begun = 0, ended = 0, most = 0;  // pages; most: in flight at a time
    int begun_when_found = 0;

    Coroutine<Page> fetch(Url url) {
        most = std::max(most, ++begun - ended);
        co_await sleep_for(std::chrono::milliseconds(1));
        ++ended;
        int number = std::stoi(url.target.substr(1));
        Page page{url, {}};
        if (begun < 2000)  // otherwise a crawl that does not stop would never end
            for (int link : {2 * number, 2 * number + 1})
                ((page.response.body += "<a href=\"/") += std::to_string(link)) += "\">next</a>";
        co_return page;
    }
    std::string find(const std::string& target) {
        auto is_wanted = [&](const Page& page) {
            if (page.url.target != target) return false;
            begun_when_found = begun;
            return true;
        };
        auto fetch_one = [&](const Url& url) { return fetch(url); };
        auto found = find_page(parse_url("http://endless.example/1"), fetch_one, is_wanted);
        return found ? found->target : "nothing";
    }
};

TEST_CASE("once the page has been found, no other page is begun") {
    for (std::string wanted : {"/5", "/37", "/1"}) {
        EndlessSite site;
        CHECK(site.find(wanted) == wanted);
        int later = site.begun - site.begun_when_found;
        CHECK_MESSAGE(later == 0, "looking for " << wanted
                                                 << ", expected no page to be begun after it was found; seen: " << later
                                                 << ". What is still in the queue, and what puts more in?");
        CHECK_MESSAGE(site.ended == site.begun, "expected the pages in flight to be finished; seen: "
                                                    << site.begun << " begun, " << site.ended << " ended");
    }
}

TEST_CASE("the whole site is searched for a page that does not exist") {
    EndlessSite site;
    CHECK(site.find("/none") == "nothing");
    CHECK_MESSAGE(site.begun > 2000, "expected the whole site to be crawled; seen: " << site.begun << " pages");
    CHECK_MESSAGE(site.most == 4, "expected four pages in flight at a time, as before; seen: " << site.most);
}
