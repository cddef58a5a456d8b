// Chapter 08's loop for the random schedules: fetch_all with few workers or many, over connections that the servers
// close when they like; and a crawl that Ctrl-C ends.
#include <csignal>
#include <map>

#include "chapter.hpp"
#include "crawler.hpp"

namespace {

std::vector<Page> bring_until_interrupted(const std::vector<Url>& urls, const CrawlOptions& options,
                                          std::size_t after) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}, given_up});
    Job job{urls};
    job.complaint = [&](const Page&) {  // it is asked about each page that came
        if (after-- == 0) std::raise(SIGINT);
        return "";
    };
    std::map<std::string, Page> found;
    Crawl crawl = crawl_by_queue(job, options);
    for (FoundPage& page : crawl.pages) found[page.page.url.target] = std::move(page.page);
    for (Page& page : pages) {
        auto place = found.find(page.url.target);
        if (place == found.end()) {
            if (!crawl.interrupted) page.error = "it is missing";
            continue;
        }
        page = std::move(place->second);
        if (page.error.starts_with("the server answered with status ")) page.error.clear();
    }
    return pages;
}

}  // namespace

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random) {
    CrawlOptions options{.timeout = timeout, .workers = 1 + random() % 5, .retries = static_cast<int>(random() % 3)};
    if (random() % 2 == 0) return fetch_all(urls, options);
    return bring_until_interrupted(urls, options, random() % 12);
}
