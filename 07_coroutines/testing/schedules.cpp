// Chapter 07's loop for the random schedules: fetch_all, and tasks that a timer, another task or with_timeout cancels.
// Some of the tasks are chains of thousands of coroutines.
#include <deque>
#include <stdexcept>

#include "async.hpp"
#include "common/testing/schedules/chapter.hpp"
#include "event_loop.hpp"
#include "fetch.hpp"
#include "fetch_all.hpp"
#include "task.hpp"

namespace {

// A parameter, so it lives in the coroutine's frame even before the coroutine begins.
struct InFrame {
    static inline long alive = 0;
    InFrame() { ++alive; }
    InFrame(const InFrame&) { ++alive; }
    ~InFrame() { --alive; }
};

// The outer coroutine's frame holds the inner one: both must be destroyed.
Coroutine<Page> inner(const Url& url, Resolver& resolver, std::chrono::milliseconds timeout, InFrame = {}) {
    co_return co_await get_page(url, resolver, timeout);
}
Coroutine<Page> watched(Url url, Resolver& resolver, std::chrono::milliseconds timeout, InFrame = {}) {
    co_return co_await inner(url, resolver, timeout);
}
Coroutine<Page> watched_in_time(Url url, Resolver& resolver, std::chrono::milliseconds timeout, Clock::duration time,
                                InFrame = {}) {
    co_return co_await with_timeout(time, watched(url, resolver, timeout));
}

Coroutine<Page> deep(const Url& url, Resolver& resolver, std::chrono::milliseconds timeout, std::size_t depth,
                     InFrame = {}) {
    if (depth == 0) co_return co_await get_page(url, resolver, timeout);
    co_return co_await deep(url, resolver, timeout, depth - 1);
}

// cancel() must destroy the frames at once, with everything they hold.
void cancel(Task<Page>& task) {
    const bool was_done = task.done();
    const long frames = InFrame::alive;
    task.cancel();
    if (!was_done && InFrame::alive >= frames) throw std::logic_error("a cancelled task has kept its frames");
}

Coroutine<void> cancel_later(Task<Page>& task, Clock::duration time) {
    co_await sleep_for(time);
    cancel(task);
}

Coroutine<std::vector<Page>> bring_and_cancel(const std::vector<Url>& urls, Resolver& resolver,
                                              std::chrono::milliseconds timeout, std::minstd_rand& random) {
    EventLoop& loop = co_await ThisLoop();
    std::deque<Task<Page>> tasks;
    std::deque<Timer> timers;
    std::deque<Task<void>> others;
    for (const Url& url : urls) {
        const std::chrono::microseconds time(random() % 100);
        const auto way = random() % 5;
        if (way == 0) tasks.emplace_back(loop, watched_in_time(url, resolver, timeout, time));
        else if (way == 3) tasks.emplace_back(loop, deep(url, resolver, timeout, random() % 500 ? way : 100'000));
        else tasks.emplace_back(loop, watched(url, resolver, timeout));
        Task<Page>& victim = tasks[random() % tasks.size()];
        if (way == 1) timers.emplace_back(loop, Clock::now() + time, [&victim] { cancel(victim); });
        if (way == 2) others.emplace_back(loop, cancel_later(victim, time));
    }
    std::vector<Page> pages;
    for (Task<Page>& task : tasks) {
        Page page{urls[pages.size()], {}, given_up};
        try {
            page = co_await task;
        } catch (const Cancelled&) {
        } catch (const DeadlinePassed&) {  // from with_timeout
        }
        pages.push_back(page);
    }
    co_return pages;  // what is not cancelled yet is destroyed now
}

}  // namespace

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random) {
    if (random() % 2 == 0) return fetch_all(urls, timeout);
    Resolver resolver;
    EventLoop loop;
    std::vector<Page> pages = loop.run_until_complete(bring_and_cancel(urls, resolver, timeout, random));
    if (!loop.selector().is_empty() || loop.tasks() > 0 || InFrame::alive > 0) pages.clear();
    return pages;
}
