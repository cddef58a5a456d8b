// The checks of exercise 04-3. There is nothing to edit here.
#include "3_in_turn.hpp"

#include <doctest/doctest.h>

#include "common/testing/allocations.hpp"
#include "common/testing/calls.hpp"
#include "common/testing/crawler_contract.hpp"

using namespace std::chrono_literals;

TEST_CASE("all pages are asked for before the first answer") {
    int failed = 0;
    for (int count : {2, 100}) {
        site::SiteProcess practice({.delay = 0ms, .hold = static_cast<std::size_t>(count)});
        auto urls = search_urls(practice, count);
        auto pages = fetch_together(urls, count == 2 ? 2s : 8s);
        for (std::size_t i = 0; i < urls.size(); ++i) failed += pages[i].url != urls[i] || pages[i].failed();
        REQUIRE_MESSAGE(practice.stats().peak_in_flight == count, "expected: ", count,
                        " pages in flight at once, as many as there are; seen: ", practice.stats().peak_in_flight,
                        ". When does the second fetch begin, and which call keeps it from that?");
        REQUIRE_MESSAGE(failed == 0, failed, " of ", count, " pages did not arrive, or not in their place");
    }
}

TEST_CASE("one thread does everything, and no step sleeps") {
    site::SiteProcess practice({.delay = 300ms});
    Page page{search_urls(practice, 1)[0], {}};
    int pauses = 0;
    {
        Calls calls;
        auto fetch = fetch_in_steps(page, Clock::now() + 5s);
        for (auto& not_yet : fetch) {
            (void)not_yet;
            ++pauses;
            std::this_thread::sleep_for(10ms);  // here, outside of it
        }
    }
    CHECK_MESSAGE(page.error == "", "expected the page, seen: ", page.error);
    CHECK_MESSAGE(pauses > 5, "expected a pause each time that nothing has arrived, for 300 ms; seen: ", pauses,
                  " pauses in all. In which call does it spend the rest of that time?");

    auto urls = search_urls(practice, 20);
    Calls calls;
    auto begin = Clock::now();
    fetch_together(urls, 5s);
    auto took = (Clock::now() - begin) / 1ms;
    const std::size_t others = calls.threads.size() - calls.threads.count(std::this_thread::get_id());
    CHECK_MESSAGE(others == 0, "expected all calls from the thread that called fetch_together; seen: ", others,
                  " other threads");
    const long tries = calls.tries;
    CHECK_MESSAGE(tries > 500, "expected a loop that asks each of 20 sockets again and again for 300 ms; seen: ", tries,
                  " calls of recv() in ", took, " ms. Which of its calls sleeps?");
}

TEST_CASE("a fetch pauses before it has its page, and hangs up when it is destroyed") {
    site::SiteProcess practice({.delay = 10s});
    Page page{search_urls(practice, 1)[0], {}};
    Holdings before = holdings();
    long frames = allocations();
    {
        auto fetch = fetch_in_steps(page, Clock::now() + 1s);
        CHECK_MESSAGE(fetch.begin() != fetch.end(), "the page takes ten seconds, and the first step waited for it");
    }
    CHECK(holdings() == before);
    CHECK_MESSAGE(allocations() == frames, "the fetch is gone, and its frame is still there");
}

TEST_CASE("a bad page does not spoil the others") {
    site::SiteProcess practice({.delay = 0ms});
    std::vector<Url> urls;
    for (auto target : {"/s?wd=0", "/stall", "/chunked", "/truncated", "/close"})
        urls.push_back(parse_url(practice.url(target)));
    urls.push_back(parse_url("http://127.0.0.1:1/"));  // no server listens there
    auto pages = fetch_together(urls, 500ms);
    for (std::size_t good : {0u, 2u, 4u})
        CHECK_MESSAGE(pages[good].error == "", urls[good].target,
                      " was answered at once, but is lost: which call slept for /stall until its time was over?");
    CHECK(pages[1].error == "receive: the deadline passed");
    CHECK(pages[3].error == "bad response: truncated: it ends within its body");
    CHECK(pages[5].error == "connect: Connection refused");
    CHECK(pages[2].response.body == pages[4].response.body);
    CHECK(fetch_together({}, 1s).empty());
}
