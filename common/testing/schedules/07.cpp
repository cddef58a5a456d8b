// Chapter 07's loop for the random schedules: fetch_all; and tasks that are cancelled while they run, by a timer, by
// another task, or by with_timeout.
#include <deque>
#include <stdexcept>

#include "chapter.hpp"
#include "common/frame_count.hpp"
#include "fetch_all.hpp"
#include "get_page.hpp"

namespace {

Coroutine<Page> get_page_in_time(EventLoop& loop, Url url, Resolver& addresses, std::chrono::milliseconds timeout,
                                 Clock::duration time) {
    co_return co_await with_timeout(loop, time, get_page(loop, url, addresses, timeout));
}

// The frames go at once, and with them what they hold.
void cancel(Task<Page>& task) {
    const bool was_done = task.done();
    const long frames = CountedFrame::alive;
    task.cancel();
    if (!was_done && CountedFrame::alive == frames) throw std::logic_error("a cancelled task has kept its frames");
}

Coroutine<void> cancel_later(EventLoop& loop, Task<Page>& task, Clock::duration time) {
    co_await sleep_for(loop, time);
    cancel(task);
}

Coroutine<std::vector<Page>> bring_and_cancel(EventLoop& loop, const std::vector<Url>& urls, Resolver& addresses,
                                              std::chrono::milliseconds timeout, std::minstd_rand& random) {
    std::deque<Task<Page>> tasks;
    std::deque<Timer> timers;
    std::deque<Task<void>> others;
    for (const Url& url : urls) {
        const std::chrono::microseconds time(random() % 100);
        const auto way = random() % 5;
        if (way == 0) tasks.emplace_back(loop, get_page_in_time(loop, url, addresses, timeout, time));
        else tasks.emplace_back(loop, get_page(loop, url, addresses, timeout));
        Task<Page>& victim = tasks[random() % tasks.size()];
        if (way == 1) timers.emplace_back(loop, Clock::now() + time, [&victim] { cancel(victim); });
        if (way == 2) others.emplace_back(loop, cancel_later(loop, victim, time));
    }
    std::vector<Page> pages;
    for (Task<Page>& task : tasks) {
        Page page{urls[pages.size()], {}, given_up};
        try {
            page = co_await task;
        } catch (const Cancelled&) {
        } catch (const DeadlinePassed&) {  // of with_timeout
        }
        pages.push_back(page);
    }
    co_return pages;  // and what has not been cancelled yet goes now
}

}  // namespace

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random) {
    if (random() % 2 == 0) return fetch_all(urls, timeout);
    Resolver addresses;
    EventLoop loop;
    std::vector<Page> pages = loop.run_until_complete(bring_and_cancel(loop, urls, addresses, timeout, random));
    if (!loop.selector().is_empty() || loop.tasks() > 0) pages.clear();
    return pages;
}
