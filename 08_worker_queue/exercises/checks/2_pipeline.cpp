// The checks of exercise 08-2. There is nothing to edit here.
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

Coroutine<Page> fetch_counted(Url url, Resolver& resolver, Counts& counts) {
    Page page = co_await get_page(url, resolver, 2s);
    ++counts.fetched;
    counts.most_in_memory = std::max(counts.most_in_memory, counts.fetched - counts.written);
    co_return page;
}

// The first page takes longest: until four have arrived, and then 200 ms more, in which too many may arrive.
Coroutine<void> write_slowly(Page page, Counts& counts) {
    CHECK_MESSAGE(!page.failed(), "expected three pages to be fetched at the same time; seen: " << page.error);
    while (counts.written == 0 && counts.fetched < 4) co_await sleep_for(1ms);
    const int before = counts.turns;
    const std::chrono::milliseconds time = counts.written == 0 ? 200ms : 1ms;
    co_await sleep_for(time);
    if (counts.written == 0) counts.turns_of_first = counts.turns - before;
    if (counts.written == counts.room_on_disk) throw std::runtime_error("the disk is full");
    ++counts.written;
}

// Three fetchers, and a queue for two pages. Returns the error, or "" without one.
std::string run(const site::SiteProcess& practice, int pages, Counts& counts) {
    EventLoop loop;
    Resolver resolver;
    auto fetch = [&](Url url) { return fetch_counted(url, resolver, counts); };
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

TEST_CASE("pages are written while others are fetched, and memory never holds more than there is room for") {
    site::SiteProcess practice({.delay = 0ms, .hold = 3});  // answers when it has three requests at once
    Counts counts;
    std::string wrong = run(practice, 30, counts);
    CHECK_MESSAGE(wrong == "", "expected the pipeline to end; seen: "
                                   << wrong
                                   << ". What waits for room or for pages, and what would make room or fetch pages?");
    CHECK_MESSAGE(counts.most_in_memory <= 6,
                  "expected at most six pages in memory: one with each fetcher, two in the queue, one with "
                  "the writer; seen: "
                      << counts.most_in_memory
                      << ". What waits when the queue is full, and when does the writer begin?");
    CHECK_MESSAGE(counts.written == 30, "expected 30 pages to be written; seen: "
                                            << counts.written
                                            << ". What closes the queue, and has everything been put in by then?");
    CHECK_MESSAGE(counts.turns_of_first <= 40,
                  "expected a loop that sleeps for the 200 ms in which all wait for the writer; seen: "
                      << counts.turns_of_first
                      << " turns. Do not ask again and again whether there is room: what wakes "
                      << "a coroutine that waits for it?");
    CHECK_MESSAGE(practice.stats().peak_in_flight == 3, "expected three pages to be fetched at the same time");
    CHECK(run(practice, 0, counts) == "");
}

TEST_CASE("a writer that fails ends everything with its error, and nothing is left waiting") {
    site::SiteProcess practice({.delay = 0ms});
    Counts counts{.room_on_disk = 5};
    std::string wrong = run(practice, 30, counts);
    CHECK_MESSAGE(wrong == "the disk is full",
                  "expected write's own error: the disk is full; seen: "
                      << wrong << ". What awaits the writer, and what awaits the fetchers meanwhile?");
    CHECK_MESSAGE(counts.fetched <= 11, "expected no more pages to be fetched once the writer has failed; seen: "
                                            << counts.fetched << " fetched, " << counts.written << " written");
}
