// The checks of exercise 08-2: nothing to edit here.
#include "2_pipeline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "from_07/async.hpp"
#include "from_07/fetch.hpp"

using namespace std::chrono_literals;

struct Counts {
    int fetched = 0, written = 0, most_in_memory = 0;
    int room_on_disk = 100;
    int turns = 0, turns_of_first = 0;  // of the loop; while the first page is written
};

Coroutine<Page> fetch_counted(Url url, Resolver& addresses, Counts& counts) {
    Page page = co_await get_page(url, addresses, 2s);
    ++counts.fetched;
    counts.most_in_memory = std::max(counts.most_in_memory, counts.fetched - counts.written);
    co_return page;
}

// The first page takes longest: until four have come, and then 200 ms, in which too many may come.
Coroutine<void> write_slowly(Page page, Counts& counts) {
    CHECK_MESSAGE(!page.failed(), "expected three pages to be fetched at a time; seen: " << page.error);
    while (counts.written == 0 && counts.fetched < 4) co_await sleep_for(1ms);
    const int before = counts.turns;
    co_await sleep_for(counts.written == 0 ? 200ms : 1ms);
    if (counts.written == 0) counts.turns_of_first = counts.turns - before;
    if (counts.written == counts.room_on_disk) throw std::runtime_error("the disk is full");
    ++counts.written;
}

// Three fetchers, and a queue for two pages. Returns what went wrong, or "".
std::string run(const site::SiteProcess& practice, int pages, Counts& counts) {
    EventLoop loop;
    Resolver addresses;
    auto fetch = [&](Url url) { return fetch_counted(url, addresses, counts); };
    auto write = [&](Page page) { return write_slowly(std::move(page), counts); };
    auto urls = search_urls(practice, pages);
    std::string wrong;
    try {
        Task<void> task(loop, with_timeout(3s, pipeline(urls, 3, 2, fetch, write)));
        for (; !task.done(); ++counts.turns) loop.run_once();
        task.result();
    } catch (const std::exception& error) {
        wrong = error.what();
    }
    return wrong;
}

TEST_CASE("pages are written while others are fetched, and no more are in memory than there is room for") {
    site::SiteProcess practice({.delay = 0ms, .hold = 3});  // answers when three requests are there at once
    Counts counts;
    std::string wrong = run(practice, 30, counts);
    CHECK_MESSAGE(wrong == "", "expected an end; seen: "
                                   << wrong
                                   << ". Who waits for room or for pages, and what would make room or bring pages?");
    CHECK_MESSAGE(counts.most_in_memory <= 6,
                  "expected six pages in memory at most: one in the hand of each fetcher, two in the queue, one with "
                  "the writer; seen: "
                      << counts.most_in_memory << ". Who waits when it is full, and when does the writer begin?");
    CHECK_MESSAGE(counts.written == 30,
                  "expected 30 pages to be written; seen: " << counts.written
                                                            << ". Who closes the queue, and has all been put in then?");
    CHECK_MESSAGE(counts.turns_of_first <= 40,
                  "expected a loop that sleeps while all wait for the writer, 200 ms; seen: "
                      << counts.turns_of_first << " turns. Don't ask again and again whether there is room: what wakes "
                      << "a coroutine that waits for it?");
    CHECK_MESSAGE(practice.stats().peak_in_flight == 3, "expected three pages to be fetched at the same time");
    CHECK(run(practice, 0, counts) == "");
}

TEST_CASE("a writer that fails ends everything, with its error, and nothing is left waiting") {
    site::SiteProcess practice({.delay = 0ms});
    Counts counts{.room_on_disk = 5};
    std::string wrong = run(practice, 30, counts);
    CHECK_MESSAGE(wrong == "the disk is full",
                  "expected write's own error: the disk is full; seen: "
                      << wrong << ". Who awaits the writer, and who awaits the fetchers meanwhile?");
    CHECK_MESSAGE(counts.fetched <= 11, "expected no page to be fetched for a writer that has gone; seen: "
                                            << counts.fetched << " fetched, " << counts.written << " written");
}
