// Chapter 08's queue and two workers, to be recorded: see main.cpp. One page is put in; its links lead to the others.
#include "common/crawl/movie_page.hpp"
#include "crawl_by_queue.hpp"
#include "pages.hpp"

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    Job job{{urls.front()}};
    job.links = all_links;
    job.rounds = 2;
    return crawl_by_queue(job, timeout, 2);
}
