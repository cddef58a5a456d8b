// Exercise 08-3: politely, to each host. (an hour)
// PoliteWorker has no more than `per_host` pages of one host in flight, for that host may be small. It is polite; but a
// worker who has taken a URL of a busy host sleeps with it in its hand, and soon all of them do, while URLs of other
// hosts lie in the queue. Also, a page whose fetch throws keeps its place for ever. Mend both: let no worker take a URL
// before its host has a place free.
#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <string>

#include "async_worker.hpp"
#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "connection_pool.hpp"

using namespace std::chrono_literals;

using Worker = AsyncWorker<Url, Page>;

class PoliteWorker {
public:
    PoliteWorker(Worker::Function fetch, std::size_t workers, std::size_t per_host)
        : fetch_(std::move(fetch)),
          per_host_(per_host),
          worker_([this](EventLoop& loop, Url url) { return fetch_politely(loop, url); }, workers) {}

    // To the workers only if it may be fetched now; if not, it waits at its host. It is not forgotten there: if there
    // is no place free, somebody has it, and will pass it on.
    void put(Url url) {
        Host& host = hosts_[url.authority()];
        if (host.in_flight == per_host_) return host.waiting.push_back(std::move(url));
        ++host.in_flight;
        worker_.put(std::move(url));
    }
    void add_result_callback(Worker::ResultCallback callback) { worker_.add_result_callback(std::move(callback)); }
    void work() { worker_.work(); }

private:
    struct Host {
        std::size_t in_flight = 0;  // or on the way to a worker
        std::deque<Url> waiting = {};
    };

    // A place at a host, for as long as this lives. At its end, the next one has it: also if the fetch has thrown.
    struct Place {
        PoliteWorker& owner;
        Host& host;
        ~Place() {
            if (host.waiting.empty()) --host.in_flight;
            else {
                owner.worker_.put(std::move(host.waiting.front()));
                host.waiting.pop_front();
            }
        }
    };

    // The place goes before the worker calls task_done: the work is not over while somebody waits. (The other way: a
    // queue of one's own, whose get() takes the first URL that has a place, and sleeps in Waiters if none has.)
    Coroutine<Page> fetch_politely(EventLoop& loop, Url url) {
        Place place{*this, hosts_[url.authority()]};
        co_return co_await fetch_(loop, url);
    }

    Worker::Function fetch_;
    std::size_t per_host_;
    std::map<std::string, Host> hosts_;  // by host and port
    Worker worker_;
};

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// Does the work, and gives how many pages came.
int pages_that_come(PoliteWorker& worker) {
    int came = 0;
    worker.add_result_callback([&](const Url&, Page&) { ++came; });
    try {
        worker.work();
    } catch (const std::logic_error&) {
        MESSAGE("the loop has nothing more to do, and all workers wait");
    }
    return came;
}

TEST_CASE("each host has as many pages in flight as it may, and never more") {
    site::SiteProcess one({.delay = 0ms, .hold = 2}), other({.delay = 0ms, .hold = 2});  // answer when two are there
    ConnectionPool connections;
    PoliteWorker worker([&](EventLoop& loop, Url url) { return get_page(loop, url, connections, 3s); }, 4, 2);
    for (const Url& url : search_urls(one, 10)) worker.put(url);
    for (const Url& url : search_urls(other, 10)) worker.put(url);
    CHECK(pages_that_come(worker) == 20);
    for (long peak : {one.stats().peak_in_flight, other.stats().peak_in_flight})
        CHECK_MESSAGE(peak == 2, "expected two pages of this host in flight at once; seen: " << peak);
    CHECK(one.stats().requests + other.stats().requests == 20);
}

// The pages of "slow.example" come only when all those of "quick.example" have come; after 500 turns they give up.
Coroutine<Page> slow_or_quick(EventLoop& loop, Url url, int& quick_left) {
    if (url.host == "quick.example") --quick_left;
    else
        for (int turn = 0; quick_left > 0; ++turn) {
            if (turn == 500) throw std::runtime_error("waited in vain");
            co_await sleep_for(loop, 1ms);
        }
    co_return Page{url, {}};
}

TEST_CASE("a slow host does not keep the workers from another host's pages") {
    int quick_left = 5;
    PoliteWorker worker([&](EventLoop& loop, Url url) { return slow_or_quick(loop, url, quick_left); }, 4, 2);
    for (int i = 0; i < 6; ++i) worker.put({"slow.example"});
    for (int i = 0; i < 5; ++i) worker.put({"quick.example"});
    int came = pages_that_come(worker);
    CHECK_MESSAGE(came == 11, "four workers, two places at each host: expected all 11 pages; seen: "
                                  << came << ". What do the two workers do that the slow host has no place for?");
}

Coroutine<Page> sleep_or_fail(EventLoop& loop, Url url) {
    co_await sleep_for(loop, 1ms);
    if (url.target == "/bad") throw std::runtime_error("bad");
    co_return Page{url, {}};
}

TEST_CASE("a page that fails gives its place to the next, and links that are found have their turn") {
    PoliteWorker worker(sleep_or_fail, 3, 1);
    for (const char* target : {"/bad", "/1", "/2"}) worker.put({"an.example", 80, target});
    worker.add_result_callback([&](const Url& url, Page&) {
        if (url.target == "/2") worker.put({"an.example", 80, "/found/on/2"});
    });
    int came = pages_that_come(worker);
    CHECK_MESSAGE(came == 3, "expected three pages, all but the bad one; seen: "
                                 << came << ". Does a fetch that throws leave its place, and to whom?");
}
