// Chapter 08's queue and two workers, to be recorded: see common/testing/steps/main.cpp. One page is put in; its links
// lead to the others.
#include "common/crawl/movie_page.hpp"
#include "common/testing/steps/pages.hpp"
#include "crawl_by_queue.hpp"

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    Job job{{urls.front()}};
    job.links = all_links;
    job.rounds = 2;
    return crawl_by_queue(job, timeout, 2);
}
