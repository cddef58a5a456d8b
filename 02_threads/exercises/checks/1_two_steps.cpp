// The checks of exercise 02-1. There is nothing to edit here.
#include "1_two_steps.hpp"

#include <doctest/doctest.h>

#include <map>

#include "common/site/content.hpp"
#include "common/site/process.hpp"

using namespace std::chrono_literals;

namespace {

std::size_t right_bytes(int count) {
    std::size_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes += site::search_page(std::to_string(i)).size();
    return bytes;
}

}  // namespace

TEST_CASE("each of the pages is fetched once, and no others are") {
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
    CHECK_MESSAGE(bytes == right_bytes(10), "expected ", right_bytes(10), " bytes, the size of ten pages, seen ",
                  bytes);
}

TEST_CASE("four threads still fetch four pages at once, and no more") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers when four requests wait together
    std::size_t bytes = bytes_of_search(parse_url(practice.url("/")), 8, 4);
    CHECK_MESSAGE(bytes == right_bytes(8), "expected ", right_bytes(8), " bytes, the size of eight pages, seen ", bytes,
                  ". The site answers when 4 requests wait together: does a thread keep the others out while it sleeps "
                  "in fetch_page?");
    site::SiteProcess slow({.delay = 200ms});  // all that ask are in flight together, though the first may be early
    bytes_of_search(parse_url(slow.url("/")), 8, 4);
    long peak = slow.stats().peak_in_flight;
    CHECK_MESSAGE(peak <= 4, "expected at most 4 pages in flight, because there are 4 threads; seen ", peak);
}
