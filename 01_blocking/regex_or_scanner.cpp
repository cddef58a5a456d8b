// Chapter 01, a measurement: build/01_regex_or_scanner
// Times the article's regular expression and our scanner on the same page, and compares them with the wait for it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "common/crawl/movie_page.hpp"
#include "common/site/process.hpp"
#include "fetch.hpp"
#include "titles_by_regex.hpp"

namespace {

// Returns the milliseconds that one call takes: the median of 101 calls, so that one disturbed by another program does
// not count.
double milliseconds(const std::function<void()>& call) {
    std::vector<double> times;
    for (int i = 0; i < 101; ++i) {
        auto start = Clock::now();
        call();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + 50, times.end());
    return times[50];
}

}  // namespace

int main() {
    site::SiteProcess practice_site({.delay = std::chrono::milliseconds(100)});
    Url url = parse_url(practice_site.url("/top250"));
    auto start = Clock::now();
    std::string html = fetch(url, Clock::now() + std::chrono::seconds(5)).body;
    double fetching = std::chrono::duration<double, std::milli>(Clock::now() - start).count();

    std::size_t titles = 0;
    double regex = milliseconds([&] { titles = titles_by_regex(html).size(); });
    std::printf("std::regex  %8.3f ms per page, %zu titles\n", regex, titles);
    double scanner = milliseconds([&] { titles = film_titles(html).size(); });
    std::printf("scanner     %8.3f ms per page, %zu titles\n", scanner, titles);
    std::printf("fetching    %8.3f ms per page\n", fetching);
    std::printf("Of the total, reading the titles takes %.1f %% by regex and %.1f %% by scanner.\n",
                100 * regex / (regex + fetching), 100 * scanner / (scanner + fetching));
}
