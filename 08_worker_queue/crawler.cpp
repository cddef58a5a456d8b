#include "crawler.hpp"

#include <limits>
#include <set>

#include "async.hpp"
#include "async_worker.hpp"
#include "common/descriptor_limit.hpp"
#include "common/movie_page.hpp"
#include "common/resolver.hpp"
#include "fetch.hpp"

namespace {

// What waits in the queue: a URL, and the place of its page among the results.
struct Item {
    std::size_t place;
    Url url;
    int round;          // 1 for the start; a job may stop after some
    int redirects = 0;  // that have led here
};

// Worth another try: no connection, or a server that says that the fault is its own and perhaps a passing one.
bool may_come_next_time(const Page& page) { return page.error.starts_with("connect: ") || page.response.status >= 500; }

// Tries again after 100, 200, 400 ... milliseconds. Only this page waits; its worker sleeps, and the others go on.
Coroutine<Page> get_page_patiently(EventLoop& loop, Url url, Resolver& addresses, CrawlOptions options) {
    std::chrono::milliseconds pause{100};
    Page page = co_await get_page(loop, url, addresses, options.timeout);
    for (int left = options.retries; left > 0 && may_come_next_time(page); --left) {
        co_await sleep_for(loop, pause);
        pause *= 2;
        page = co_await get_page(loop, url, addresses, options.timeout);
    }
    co_return page;
}

}  // namespace

std::vector<FoundPage> crawl_by_queue(const Job& job, const CrawlOptions& options) {
    allow_many_descriptors();
    std::vector<FoundPage> pages;
    std::set<std::string> seen;
    Resolver addresses;
    AsyncWorker<Item, Page> worker(
        [&](EventLoop& loop, Item item) { return get_page_patiently(loop, item.url, addresses, options); },
        options.workers);

    auto add = [&](const Url& url, int round, const std::string& found_on) {
        if (!seen.insert(url.text()).second) return;
        worker.put({pages.size(), url, round});
        pages.push_back({Page{url, {}}, found_on});
    };
    worker.add_result_callback([&](const Item& item, Page& page) {
        if (is_redirect(page) && item.redirects < max_redirects) {
            try {
                Url target = resolve_link(page.url, page.response.field("location"));
                pages[item.place].is_known = !seen.insert(target.text()).second;
                if (!pages[item.place].is_known) worker.put({item.place, target, item.round, item.redirects + 1});
                return;
            } catch (const std::invalid_argument& error) {
                page.error = std::string("redirect: ") + error.what();
            }
        }
        judge(job, page);
        if (!page.failed() && job.links && item.round < job.rounds)
            for (const Url& url : links_to_follow(job, page)) add(url, item.round + 1, page.url.text());
        pages[item.place].page = std::move(page);
    });
    for (const Url& url : job.start) add(url, 1, "");
    worker.work();
    return pages;
}

std::vector<Page> fetch_all(const std::vector<Url>& urls, const CrawlOptions& options) {
    allow_many_descriptors();
    Resolver addresses;
    std::vector<Page> pages(urls.size());
    AsyncWorker<std::size_t, Page> worker(
        [&](EventLoop& loop, std::size_t i) { return get_page_patiently(loop, urls[i], addresses, options); },
        options.workers);
    worker.add_result_callback([&](std::size_t i, Page& page) { pages[i] = std::move(page); });
    for (std::size_t i = 0; i < urls.size(); ++i) worker.put(i);
    worker.work();
    return pages;
}

Job site_job(const Url& start) {
    Job job{{start}};
    job.links = [](const Page& page) { return all_links(page.response.body); };
    job.rounds = std::numeric_limits<int>::max();
    return job;
}
