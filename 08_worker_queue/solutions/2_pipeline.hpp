// Exercise 08-2: a pipeline with a slow end. (thirty minutes)
// Fetchers bring pages, and a writer stores them, more slowly than they come. Here all is fetched before the first page
// is written, and must fit into memory. Let both go on at the same time, with a queue of `capacity` pages between them
// which makes the fetchers wait. When write throws, pipeline throws that too, and fetches no more. Fetch never throws.
#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "from_07/async.hpp"
#include "from_07/fetch.hpp"
#include "queue.hpp"

using namespace std::chrono_literals;

using Fetch = std::function<Coroutine<Page>(Url)>;
using Write = std::function<Coroutine<void>(Page)>;

Coroutine<void> fetch_some(Queue<Url>& urls, Queue<Page>& pages, const Fetch& fetch) {
    for (;;) {
        std::optional<Url> url = co_await urls.get();
        if (!url) co_return;
        Page page = co_await fetch(*url);
        co_await pages.put(std::move(page));  // sleeps while the queue is full: the back-pressure
    }
}

Coroutine<void> write_all(Queue<Page>& pages, const Write& write) {
    for (;;) {
        std::optional<Page> page = co_await pages.get();
        if (!page) co_return;
        co_await write(std::move(*page));
    }
}

// Ends when no page will come any more, which is known only when all of them have ended. (The other way: each fetcher
// counts itself out, and the last one closes.)
Coroutine<void> fetch_all(Queue<Url>& urls, Queue<Page>& pages, std::size_t fetchers, const Fetch& fetch) {
    EventLoop& loop = co_await ThisLoop();
    std::deque<Task<void>> tasks;
    for (std::size_t i = 0; i < fetchers; ++i) tasks.emplace_back(loop, fetch_some(urls, pages, fetch));
    for (Task<void>& task : tasks) co_await task;
    pages.close();
}

// The fetching runs beside, and the writer is the one to be awaited: all is done when it is. If it throws, this frame
// ends, and with it the task, and in it all fetchers, wherever they wait.
Coroutine<void> pipeline(std::vector<Url> todo, std::size_t fetchers, std::size_t capacity, Fetch fetch, Write write) {
    EventLoop& loop = co_await ThisLoop();
    Queue<Url> urls;
    for (Url& url : todo) urls.put_now(std::move(url));
    urls.close();  // no more will come: whoever finds it empty may go
    Queue<Page> pages(capacity);
    Task<void> fetching(loop, fetch_all(urls, pages, fetchers, fetch));
    co_await write_all(pages, write);
}
