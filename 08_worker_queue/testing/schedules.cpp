// Chapter 08's loop for the random schedules: fetch_all with few workers or many, and with a connection per page or
// with kept connections, which the servers close at any time. Sometimes there are few descriptors more than
// workers, so that kept connections must be closed. Also a crawl that Ctrl-C ends, and a queue whose takers give up or
// are cancelled: if an item were lost, the crawl would wait forever.
#include <csignal>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "common/testing/schedules/chapter.hpp"
#include "common/testing/schedules/fake_network.hpp"
#include "crawler/interrupt.hpp"
#include "crawler/retry.hpp"
#include "crawler/site_crawl.hpp"
#include "fetch_all.hpp"
#include "from_07/async.hpp"
#include "from_07/fetch.hpp"
#include "queue.hpp"

namespace {

struct FewDescriptors {
    explicit FewDescriptors(std::size_t count) { fake::most_sockets = count; }
    ~FewDescriptors() { fake::most_sockets = before; }
    const std::size_t before = fake::most_sockets;
};

struct Taker {
    std::optional<std::size_t> page = {};  // the page that it works on
    std::optional<Task<void>> task = {};
};

struct Takers {
    const std::vector<Url>& urls;
    std::chrono::milliseconds timeout;
    std::minstd_rand& random;
    Resolver resolver = {};
    Queue<std::size_t> queue = Queue<std::size_t>();
    std::vector<Page> pages = {};
    std::deque<Taker> takers = {};

    Coroutine<void> take(Taker& self) {
        for (;;) {
            try {
                self.page = co_await with_timeout(std::chrono::microseconds(random() % 50), queue.get());
            } catch (const DeadlinePassed&) {
                continue;
            }
            if (!self.page) co_return;
            Page page = co_await get_page(urls[*self.page], resolver, timeout);
            pages[*std::exchange(self.page, std::nullopt)] = std::move(page);
            queue.task_done();
        }
    }

    void start(EventLoop& loop) {
        Taker& taker = takers.emplace_back();
        taker.task.emplace(loop, take(taker));
    }

    void cancel(Taker& taker) {
        taker.task->cancel();
        if (!taker.page) return;
        pages[*std::exchange(taker.page, std::nullopt)].error = given_up;
        queue.task_done();
    }

    Coroutine<void> run() {
        EventLoop& loop = co_await ThisLoop();
        for (auto left = 1 + random() % 3; left > 0; --left) start(loop);
        for (const Url& url : urls) {
            pages.push_back(Page{url, {}, "it is missing"});
            queue.put_now(pages.size() - 1);
            if (random() % 2 == 0) co_await sleep_for(std::chrono::microseconds(random() % 50));
            if (random() % 2 == 0) continue;
            cancel(takers[random() % takers.size()]);
            start(loop);
        }
        co_await queue.join();
        queue.close();
        for (Taker& taker : takers)
            while (!taker.task->done()) co_await sleep_for(std::chrono::microseconds(1));
    }
};

std::vector<Page> bring_until_interrupted(const std::vector<Url>& urls, const CrawlOptions& options,
                                          std::size_t after) {
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}, given_up});
    Job job{urls};
    job.fault = [&](const Page&) {  // called for each page that arrived
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
    const auto way = random() % 5;
    if (way == 4) {
        EventLoop loop;
        Takers takers{urls, timeout, random};
        loop.run_until_complete(takers.run());
        return std::move(takers.pages);
    }
    if (way == 0) return fetch_all(urls, timeout, options.workers);
    FewDescriptors few(options.workers + 2 + random() % 3);  // one of them may try three addresses side by side
    if (way > 1) return bring_until_interrupted(urls, options, random() % 12);
    ConnectionPool connections(random() % 6, std::chrono::milliseconds(random() % 50));
    auto fetch = [&](const Url& url) { return get_page(url, connections, timeout, options.retries); };
    return fetch_all(urls, fetch, options.workers);
}
