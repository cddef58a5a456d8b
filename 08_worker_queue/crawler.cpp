// The crawler on a queue: see crawler.hpp. The heart of it is the result callback, which puts links in.
#include "crawler.hpp"

#include <cstdio>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "async_worker.hpp"
#include "common/descriptor_limit.hpp"
#include "common/movie_page.hpp"
#include "connection_pool.hpp"
#include "interrupt.hpp"

namespace {

// What waits in the queue: a URL, and the place of its page among the results.
struct Item {
    std::size_t place;
    Url url;
    int round = 1;                      // a job may stop after some
    std::vector<std::string> way = {};  // the URLs that have redirected to this one
};

// "120 done, 30 queued, 1 failed, 950 pages/s", ten times a second, each over the last.
class ProgressLine {
public:
    void show(std::size_t done, std::size_t queued, std::size_t failed) {
        auto now = Clock::now();
        if (now - shown_ < std::chrono::milliseconds(100)) return;
        shown_ = now;
        is_shown_ = true;
        double seconds = std::chrono::duration<double>(now - start_).count();
        std::fprintf(stderr, "\r\033[K%zu done, %zu queued, %zu failed, %.0f pages/s", done, queued, failed,
                     static_cast<double>(done) / seconds);
    }
    void clear() {
        if (std::exchange(is_shown_, false)) std::fprintf(stderr, "\r\033[K");
    }

private:
    Deadline start_ = Clock::now(), shown_ = start_;
    bool is_shown_ = false;
};

}  // namespace

Crawl crawl_by_queue(Job job, const CrawlOptions& options) {
    std::vector<FoundPage> pages;
    Crawl crawl = crawl_by_queue(std::move(job), options, [&](FoundPage page) { pages.push_back(std::move(page)); });
    crawl.pages = std::move(pages);
    return crawl;
}

Crawl crawl_by_queue(Job job, const CrawlOptions& options, const std::function<void(FoundPage)>& give) {
    allow_many_descriptors();
    Crawl crawl;
    std::deque<FoundPage> pages;  // a deque, for its elements never move: a page is worked on while links are added
    std::size_t given = 0;        // of them
    std::map<std::string, std::size_t> place_of;  // every URL that was seen
    std::set<std::string> elsewhere;
    ConnectionPool connections;
    ProgressLine progress;
    std::size_t done = 0, failed = 0;
    std::vector<Deadline> begun;

    auto fetch = [&](EventLoop& loop, const Item& item) {
        begun[item.place] = Clock::now();
        return get_page(loop, item.url, connections, options.timeout, options.retries);
    };
    AsyncWorker<Item, Page> worker(fetch, options.workers);
    auto add = [&](const Url& url, int round, const std::string& found_on) {
        if (crawl.interrupted || !place_of.emplace(url.text(), pages.size()).second) return;
        worker.put({pages.size(), url, round});
        pages.push_back({Page{url, {}}, found_on});
        begun.push_back({});
    };
    auto give_in_order = [&] {
        for (; given < pages.size() && pages[given].came; ++given) {
            progress.clear();  // for what is printed now
            give(std::move(pages[given]));
        }
    };
    worker.add_result_callback([&](const Item& item, Page& page) {
        FoundPage& found = pages[item.place];
        if (is_redirect(page) && std::ssize(item.way) < max_redirects) {
            ++crawl.redirects;
            try {
                Url target = resolve_link(page.url, page.response.field("location"));
                std::vector<std::string> way = item.way;
                way.push_back(item.url.text());
                // On another page's way? Then that page stands for this one too. On its own it goes in a circle, until
                // the redirects are too many.
                const std::size_t place = place_of.emplace(target.text(), item.place).first->second;
                found.is_known = found.came = place != item.place;
                if (!found.is_known) worker.put({place, target, item.round, way});
                for (const std::string& url : way) place_of[url] = place;
                return give_in_order();
            } catch (const std::invalid_argument& error) {
                page.error = std::string("redirect: ") + error.what();
            }
        }
        judge(job, page);
        ++done;
        failed += page.failed();
        found.seconds = std::chrono::duration<double>(Clock::now() - begun[item.place]).count();
        if (!page.failed() && job.links && item.round < job.rounds) {
            const std::string found_on = page.url.text();
            const Links links = links_of(job, page);
            for (const Url& url : links.to_follow) add(url, item.round + 1, found_on);
            elsewhere.insert(links.elsewhere.begin(), links.elsewhere.end());
        }
        found.page = std::move(page);
        found.came = true;
        give_in_order();
        if (options.progress) progress.show(done, worker.queue().size(), failed);
    });
    for (const Url& url : job.start) add(url, 1, "");
    job.start = {};
    if (!job.links) place_of.clear();
    {
        Interrupt interrupt(worker.loop(), [&] {
            crawl.interrupted = true;
            connections.stop();
            worker.stop();
        });
        worker.work();
    }
    progress.clear();
    for (; given < pages.size(); ++given)  // interrupted: there may be gaps
        if (pages[given].came) give(std::move(pages[given]));
    crawl.elsewhere.assign(elsewhere.begin(), elsewhere.end());
    return crawl;
}

std::vector<Page> fetch_all(const std::vector<Url>& urls, const CrawlOptions& options) {
    allow_many_descriptors();
    ConnectionPool connections;
    std::vector<Page> pages(urls.size());
    AsyncWorker<std::size_t, Page> worker(
        [&](EventLoop& loop, std::size_t i) {
            return get_page(loop, urls[i], connections, options.timeout, options.retries);
        },
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
