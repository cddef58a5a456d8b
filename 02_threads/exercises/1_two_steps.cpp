// Exercise 02-1: two threads, one page. (ten minutes)
// A pool of threads is to fetch /s?wd=0, /s?wd=1 and so on, each of `count` pages once. What the threads share is
// atomic, and still some pages are fetched several times. Find the places where another thread can come between two
// steps, and make one step of them. The threads must go on fetching side by side.
#include <doctest/doctest.h>

#include <atomic>
#include <map>

#include "common/site/content.hpp"
#include "common/site/process.hpp"
#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

using namespace std::chrono_literals;

// A std::atomic on an unlucky day: a thread that has read it is held up before it can use the value, as may happen to
// any thread at any time. So what is rare elsewhere happens here in each run. This class is right; leave it as it is.
struct UnluckyCounter : std::atomic<std::size_t> {
    std::size_t load() const {
        std::size_t value = atomic::load();
        std::this_thread::sleep_for(5ms);
        return value;
    }
    operator std::size_t() const { return load(); }
    using atomic::operator=;
};

// Returns how many bytes the pages have together.
std::size_t bytes_of_search(Url url, std::size_t count, std::size_t threads) {
    UnluckyCounter next;
    std::atomic<std::size_t> bytes = 0;
    auto work = [&, url]() mutable {  // each thread has a URL of its own to write to
        while (next < count) {        // TODO: how long is this true?
            std::size_t i = next;
            next = i + 1;
            url.target = "/s?wd=" + std::to_string(i);
            bytes += fetch_page(url, 1s).response.body.size();
        }
    };
    std::vector<JoiningThread> pool;
    while (pool.size() < threads) pool.emplace_back(work);
    pool.clear();
    return bytes;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

std::size_t right_bytes(int count) {
    std::size_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes += site::search_page(std::to_string(i)).size();
    return bytes;
}

TEST_CASE("each page is fetched once, and no other") {
    site::SiteProcess practice({.delay = 0ms});
    std::size_t bytes = bytes_of_search(parse_url(practice.url("/")), 10, 4);
    std::map<std::string, long> seen = practice.stats().requests_per_url;
    for (int i = 0; i < 10; ++i) {
        std::string target = "/s?wd=" + std::to_string(i);
        REQUIRE_MESSAGE(seen[target] == 1, "expected one request for ", target, ", seen ", seen[target],
                        ". What can the other threads do between `i = next` and `next = i + 1`?");
    }
    CHECK_MESSAGE(seen.size() == 10, "expected requests for 10 pages, seen for ", seen.size(),
                  ". What can the other threads do between `next < count` and the next line?");
    CHECK_MESSAGE(bytes == right_bytes(10), "expected ", right_bytes(10), " bytes, those of ten pages, seen ", bytes);
}

TEST_CASE("four threads still fetch four pages at once") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers nobody until four requests wait together
    std::size_t bytes = bytes_of_search(parse_url(practice.url("/")), 4, 4);
    CHECK_MESSAGE(bytes == right_bytes(4), "expected ", right_bytes(4), " bytes, those of four pages, seen ", bytes,
                  ". The site answers when 4 requests wait together: does a thread keep the others out while it sleeps "
                  "in fetch_page?");
}
