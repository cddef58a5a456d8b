// Exercise 08-3: politely, to each host. (an hour)
// PoliteWorker has at most `per_host` pages of one host in flight, because the host may be small. But a worker that
// takes a URL of a busy host waits for that host, and soon all workers do, while URLs of other hosts are in the queue.
// Also, a page whose fetch throws keeps its place for ever. Repair both: no worker takes a URL before its host has a
// place free. As before, at most `workers` pages are in flight in total.
#pragma once

#include <map>
#include <string>

#include "async_worker.hpp"
#include "common/page.hpp"
#include "waiters.hpp"

using Worker = AsyncWorker<Url, Page>;

class PoliteWorker {
public:
    PoliteWorker(Worker::Function fetch, std::size_t workers, std::size_t per_host)
        : fetch_(std::move(fetch)),
          per_host_(per_host),
          worker_([this](const Url& url) { return fetch_politely(url); }, workers) {}

    // TODO: must it go to the workers at once? Where else could it wait?
    void put(Url url) { worker_.put(std::move(url)); }
    void add_result_callback(Worker::ResultCallback callback) { worker_.add_result_callback(std::move(callback)); }
    void work() { worker_.work(); }

private:
    struct Host {
        std::size_t in_flight = 0;
        Waiters free;
    };

    // TODO: a URL that is here has begun, and should not have to wait. And which URL gets its place next?
    Coroutine<Page> fetch_politely(Url url) {
        Host& host = hosts_[url.authority()];
        while (host.in_flight == per_host_) co_await host.free.wait();
        ++host.in_flight;
        Page page = co_await fetch_(url);
        --host.in_flight;
        host.free.wake_one();
        co_return page;
    }

    Worker::Function fetch_;
    std::size_t per_host_;
    std::map<std::string, Host> hosts_;  // by host and port
    Worker worker_;
};
