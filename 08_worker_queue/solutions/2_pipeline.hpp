// Exercise 08-2: a pipeline with a slow end. (thirty minutes)
// Fetchers fetch pages, and a writer stores them, more slowly than they arrive. Here all pages are fetched before the
// first is written, and all must fit into memory. Let both go on at the same time, with a queue of `capacity` pages
// between them that makes the fetchers wait. If write throws, pipeline throws the same and fetches no more. fetch
// never throws.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "common/page.hpp"
#include "from_07/task.hpp"
#include "queue.hpp"

using Fetch = std::function<Coroutine<Page>(Url)>;
using Write = std::function<Coroutine<void>(Page)>;

inline Coroutine<void> fetch_some(Queue<Url>& urls, Queue<Page>& pages, const Fetch& fetch) {
    for (;;) {
        std::optional<Url> url = co_await urls.get();
        if (!url) co_return;
        Page page = co_await fetch(*url);
        co_await pages.put(std::move(page));  // sleeps while the queue is full (back-pressure)
    }
}

inline Coroutine<void> write_all(Queue<Page>& pages, const Write& write) {
    for (;;) {
        std::optional<Page> page = co_await pages.get();
        if (!page) co_return;
        co_await write(std::move(*page));
    }
}

// Closes `pages` when all fetchers have ended: only then is it certain that no more will arrive. (Another way: each
// fetcher counts down at its end, and the last one closes.)
inline Coroutine<void> fetch_all(Queue<Url>& urls, Queue<Page>& pages, std::size_t fetchers, const Fetch& fetch) {
    EventLoop& loop = co_await ThisLoop();
    std::deque<Task<void>> tasks;
    for (std::size_t i = 0; i < fetchers; ++i) tasks.emplace_back(loop, fetch_some(urls, pages, fetch));
    for (Task<void>& task : tasks) co_await task;
    pages.close();
}

// The fetchers run in a task of their own, and the writer is awaited: when it is done, everything is. If it throws,
// this frame is destroyed, and with it the task and all fetchers in it, wherever they wait.
inline Coroutine<void> pipeline(std::vector<Url> todo, std::size_t fetchers, std::size_t capacity, Fetch fetch,
                                Write write) {
    EventLoop& loop = co_await ThisLoop();
    Queue<Url> urls;
    for (Url& url : todo) urls.put_now(std::move(url));
    urls.close();  // no more URLs: a fetcher that finds it empty ends
    Queue<Page> pages(capacity);
    Task<void> fetching(loop, fetch_all(urls, pages, fetchers, fetch));
    co_await write_all(pages, write);
}
