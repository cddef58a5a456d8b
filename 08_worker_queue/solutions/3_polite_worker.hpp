// Exercise 08-3: politely, to each host. (an hour)
// PoliteWorker has at most `per_host` pages of one host in flight, because the host may be small. But a worker that
// takes a URL of a busy host waits for that host, and soon all workers do, while URLs of other hosts are in the queue.
// Also, a page whose fetch throws keeps its place for ever. Repair both: no worker takes a URL before its host has a
// place free. As before, at most `workers` pages are in flight in total.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include "async_worker.hpp"
#include "common/page.hpp"

using Worker = AsyncWorker<Url, Page>;

class PoliteWorker {
public:
    PoliteWorker(Worker::Function fetch, std::size_t workers, std::size_t per_host)
        : fetch_(std::move(fetch)),
          per_host_(per_host),
          worker_([this](const Url& url) { return fetch_politely(url); }, workers) {}

    // Gives a URL to the workers only if it may be fetched now. Otherwise the URL waits at its host. It is not
    // forgotten there: every place that is taken belongs to a page, which will pass it on.
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
        std::size_t in_flight = 0;  // also those on their way to a worker
        std::deque<Url> waiting = {};
    };

    // A place at a host. The destructor passes the place on, even if the fetch has thrown.
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

    // The place is passed on before the worker calls task_done, so the work is not over while a URL waits. (Another
    // way: your own queue, whose get() takes the first URL that has a place, and sleeps in Waiters if none has.)
    Coroutine<Page> fetch_politely(Url url) {
        Place place{*this, hosts_[url.authority()]};
        co_return co_await fetch_(url);
    }

    Worker::Function fetch_;
    std::size_t per_host_;
    std::map<std::string, Host> hosts_;  // by host and port
    Worker worker_;
};
