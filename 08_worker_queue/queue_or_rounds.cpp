// A measurement: build/08_queue_or_rounds
// The complete practice site, where one page in twenty takes ten times as long as the others. The same workers crawl it
// once in rounds, each of which waits for its slowest page, and once on a queue.
#include <cstdio>

#include "common/site/process.hpp"
#include "crawl_by_queue.hpp"
#include "fetch_all.hpp"

int main() {
    using namespace std::chrono_literals;
    site::SiteProcess practice_site({.delay = 20ms, .slow_one_in = 20});
    Job job = site_job(parse_url(practice_site.url("/")));

    auto start = Clock::now();
    auto in_rounds = crawl(job, [&](const std::vector<Url>& urls) { return fetch_all(urls, 5s, 20); });
    double rounds = std::chrono::duration<double>(Clock::now() - start).count();
    std::printf("in rounds    %.2f seconds, %zu pages\n", rounds, in_rounds.size());

    start = Clock::now();
    auto by_queue = crawl_by_queue(job, 5s, 20);
    double queue = std::chrono::duration<double>(Clock::now() - start).count();
    std::printf("on a queue   %.2f seconds, %zu pages\n", queue, by_queue.size());
    std::printf("The queue is done %.1f times as fast.\n", rounds / queue);
}
