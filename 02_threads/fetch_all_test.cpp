// Chapter 02's tests: the contract for both ways, and what happens where threads run out.
#include "fetch_all.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "common/testing/crawler_contract.hpp"

using namespace std::chrono_literals;

TEST_CASE("02: a thread a page keeps the crawler's contract") { check_crawler_contract({fetch_all, 100}); }

TEST_CASE("02: a pool of four threads keeps the crawler's contract") {
    auto four = [](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all_in_a_pool(urls, timeout, 4);
    };
    check_crawler_contract({four, 4});
}

TEST_CASE("02: a pool that is wider than the work") {
    site::SiteProcess practice_site({.delay = 0ms, .hold = 7});
    CHECK(fetch_all_in_a_pool(search_urls(practice_site, 7), 60s, 1000).size() == 7);
    CHECK(practice_site.stats().peak_in_flight == 7);
}

// Mistake 41: in Python an exception that leaves a thread is printed and gone.
TEST_CASE("02: what goes wrong in a thread is that page's error") {
    Url nowhere = parse_url("http://no-such-host.invalid/");
    auto pages = fetch_all({nowhere, nowhere}, 60s);
    for (const Page& page : pages) CHECK(page.error.starts_with("resolve: "));
}

long address_space_pages() {  // 0 where the system does not tell
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages;
}

// Runs `test` in a child process whose address space is too small for many threads' stacks; gives its exit status.
template <typename Function>
int with_little_memory(Function test) {
    pid_t child = ::fork();
    if (child == 0) {
        rlimit limit{};
        ::getrlimit(RLIMIT_AS, &limit);
        limit.rlim_cur = 256u << 20;
        ::setrlimit(RLIMIT_AS, &limit);
        ::_exit(test() ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("02: where threads run out, the pages that have none say so, and the others come") {
    if (address_space_pages() > 100'000) return;  // a sanitizer has reserved terabytes for itself: no limit fits
    site::SiteProcess practice_site({.delay = 0ms});
    auto urls = search_urls(practice_site, 200);
    CHECK(with_little_memory([&] {
              int came = 0, refused = 0;
              for (const Page& page : fetch_all(urls, 60s)) {
                  came += page.error == "";
                  refused += page.error.find(": Resource temporarily unavailable") != std::string::npos;
              }
              return came > 0 && refused > 0 && came + refused == 200;
          }) == 0);
    CHECK(with_little_memory([&] {
              bool all = true;
              for (const Page& page : fetch_all_in_a_pool(urls, 60s, 200)) all = all && page.error == "";
              return all;  // a pool makes do with the threads that it gets
          }) == 0);
}
