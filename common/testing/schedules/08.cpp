// Chapter 08's loop for the random schedules: fetch_all with few workers or many, over a connection a page, or over
// connections that the servers close when they like; and a crawl that Ctrl-C ends. Where connections are kept, there
// may be just one descriptor for each worker: those that are kept must make room.
#include <csignal>
#include <map>

#include "chapter.hpp"
#include "crawler/interrupt.hpp"
#include "crawler/retry.hpp"
#include "crawler/site_crawl.hpp"
#include "fake_network.hpp"
#include "fetch_all.hpp"

namespace {

struct FewDescriptors {
    explicit FewDescriptors(std::size_t count) { fake::most_sockets = count; }
    ~FewDescriptors() { fake::most_sockets = before; }
    const std::size_t before = fake::most_sockets;
};

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
    SiteCrawl crawl(job, options, [&](FoundPage page) { found[page.page.url.target] = std::move(page.page); });
    {
        Interrupt interrupt(crawl.loop(), [&] { crawl.stop(); });
        crawl.run();
    }
    for (Page& page : pages) {
        auto place = found.find(page.url.target);
        if (place == found.end()) {
            if (!crawl.is_stopped()) page.error = "it is missing";
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
    const auto way = random() % 4;
    if (way == 0) return fetch_all(urls, timeout, options.workers);
    FewDescriptors few(options.workers + random() % 3);
    if (way > 1) return bring_until_interrupted(urls, options, random() % 12);
    ConnectionPool connections(random() % 6, std::chrono::milliseconds(random() % 50));
    auto fetch = [&](const Url& url) { return get_page(url, connections, timeout, options.retries); };
    return fetch_all(urls, fetch, options.workers);
}
