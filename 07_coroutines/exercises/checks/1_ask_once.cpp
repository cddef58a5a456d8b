// The checks of exercise 07-1. There is nothing to edit here.
#include "1_ask_once.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"

using namespace std::chrono_literals;

// Runs one get() for each URL, all at the same time. Returns how many of them returned a page.
int pages_that_come(EventLoop& loop, PageCache& cache, const std::vector<Url>& urls) {
    std::vector<Coroutine<Response>> all;
    for (const Url& url : urls) all.push_back(cache.get(url));
    int came = 0;
    try {
        for (auto& result : loop.run_until_complete(with_timeout(3s, gather(std::move(all)))))
            came += !result.failed() && result.get().status == 200;
    } catch (const std::exception& error) {
        MESSAGE("not all of them ended: " << std::string(error.what()));
    }
    return came;
}

TEST_CASE("everyone who asks, now or later, gets the page, and it is fetched once") {
    site::SiteProcess practice({.delay = 0ms});
    EventLoop loop;
    PageCache cache;
    Url url = search_urls(practice, 1)[0];
    CHECK(pages_that_come(loop, cache, std::vector(20, url)) == 20);
    CHECK(pages_that_come(loop, cache, {url}) == 1);
    long requests = practice.stats().requests;
    CHECK_MESSAGE(requests == 1, "expected 1 request for 21 askers; the site received "
                                     << requests << ". What does the second one find in pages_ while the first waits?");
}

TEST_CASE("different pages are fetched at the same time") {
    site::SiteProcess practice({.delay = 0ms, .hold = 5});  // answers when it has five requests at once
    EventLoop loop;
    PageCache cache;
    int came = pages_that_come(loop, cache, search_urls(practice, 5));
    CHECK_MESSAGE(came == 5, "expected all 5 pages to be in flight at once; seen: "
                                 << practice.stats().peak_in_flight << ", and " << came
                                 << " pages that arrived. One page must not wait for another one.");
}

TEST_CASE("a failure reaches everyone who asks") {
    site::SiteProcess practice({.delay = 0ms});
    EventLoop loop;
    PageCache cache;
    CHECK(pages_that_come(loop, cache, std::vector(3, parse_url(practice.url("/reset")))) == 0);
    CHECK_MESSAGE(practice.stats().requests == 1, "expected 1 request for 3 askers, even if it fails");
}

TEST_CASE("the first one to ask may be cancelled, and the others still get their page") {
    site::SiteProcess practice({.delay = 20ms});
    EventLoop loop;
    PageCache cache;
    Url url = search_urls(practice, 1)[0];
    Task<Response> first(loop, cache.get(url));
    auto cancel = [](Task<Response>& task) -> Coroutine<void> {
        co_await sleep_for(1ms);
        task.cancel();
    };
    Task<void> cancelling(loop, cancel(first));
    int came = pages_that_come(loop, cache, {url, url});
    CHECK_MESSAGE(came == 2, "expected a page for both that still wait; seen: "
                                 << came << ". Whose task fetches the page, and what ends together with it?");
}
