// Chapter 02's tests: the contract for both ways, and what happens when threads run out.
#include "fetch_all.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <system_error>
#include <thread>

#include "common/testing/crawler_contract.hpp"
#include "common/testing/out_of_memory.hpp"
#include "common/testing/processes.hpp"

using namespace std::chrono_literals;

TEST_CASE("02: a thread per page keeps the crawler's contract") { check_crawler_contract({fetch_all, 100}); }

TEST_CASE("02: a pool of four threads keeps the crawler's contract") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all_in_a_pool(urls, timeout, 4);
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("02: a pool with more threads than pages fetches all pages at once") {
    site::SiteProcess practice_site({.delay = 0ms, .hold = 7});
    CHECK(fetch_all_in_a_pool(search_urls(practice_site, 7), 60s, 1000).size() == 7);
    CHECK(practice_site.stats().peak_in_flight == 7);
}

// Mistake 41: in Python an exception that leaves a thread is printed and then lost.
TEST_CASE("02: a failure in a thread becomes that page's error") {
    Url nowhere = parse_url("http://no-such-host.invalid/");
    auto pages = fetch_all({nowhere, nowhere}, 60s);
    for (const Page& page : pages) CHECK(page.error.starts_with("resolve: "));
}

TEST_CASE("02: whichever allocation fails, it costs pages or throws, or ends the program with one sentence") {
    site::SiteProcess practice_site({.delay = 0ms});
    std::vector<Url> urls(2, parse_url(practice_site.url("/s?wd=so-long-that-copying-the-URL-takes-memory")));
    for (int threads : {0, 2}) {
        auto fetch = [&] {
            auto pages = threads == 0 ? fetch_all(urls, 60s) : fetch_all_in_a_pool(urls, 60s, threads);
            return pages.size() == 2 && pages[0].url == urls[0] && pages[1].url == urls[1];
        };
        for (long successes = 0; runs_out_of_memory_with_threads(successes, fetch);) ++successes;
    }
}

// Runs `test` in a child process that may have 30 threads, and returns its result. The limit does not bind root, so the
// child becomes the user nobody. Where the limit counts only processes (macOS), it has no effect, and the child skips
// the test.
template <typename Function>
bool with_few_threads(Function test) {
    return in_child([&] {
        rlimit limit{30, 30};
        if (::getuid() == 0 && ::setuid(65534) != 0) return true;
        if (::setrlimit(RLIMIT_NPROC, &limit) != 0) return true;
        bool limited = false;
        std::atomic<bool> enough = false;
        std::vector<std::thread> threads;
        try {
            while (threads.size() < 100)
                threads.emplace_back([&] {
                    while (!enough) std::this_thread::yield();
                });
        } catch (const std::system_error&) {
            limited = true;
        }
        enough = true;
        for (std::thread& thread : threads) thread.join();
        return !limited || test();
    });
}

TEST_CASE("02: if threads run out, the pages without one say so, and the others arrive") {
    // A second for each page: no thread has ended yet when the last one is started.
    site::SiteProcess slow_site({.delay = 1000ms});
    auto urls = search_urls(slow_site, 200);
    CHECK(with_few_threads([&] {
        int came = 0, refused = 0;
        for (const Page& page : fetch_all(urls, 60s)) {
            came += page.error == "";
            refused += page.error == "no thread for this page (a pool needs fewer): Resource temporarily unavailable";
        }
        return refused > 0 && came + refused == 200;
    }));
    site::SiteProcess quick_site({.delay = 0ms});
    urls = search_urls(quick_site, 200);
    CHECK(with_few_threads([&] {
        bool all = true;
        for (const Page& page : fetch_all_in_a_pool(urls, 60s, 200)) all = all && page.error == "";
        return all;  // a pool works with the threads that it gets
    }));
}
