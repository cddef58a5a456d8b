// Wrong: a place is counted when the fetch begins, so that too many are given away.
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

    // To the workers only if it may be fetched now; otherwise it waits at its host. It is not forgotten there: every
    // place that is not free belongs to a page, which will pass it on.
    void put(Url url) {
        Host& host = hosts_[url.authority()];
        if (host.in_flight == per_host_) return host.waiting.push_back(std::move(url));
        worker_.put(std::move(url));
    }
    void add_result_callback(Worker::ResultCallback callback) { worker_.add_result_callback(std::move(callback)); }
    void work() { worker_.work(); }

private:
    struct Host {
        std::size_t in_flight = 0;  // or on the way to a worker
        std::deque<Url> waiting = {};
    };

    // A place at a host, for as long as this lives. Its end passes the place on, also if the fetch has thrown.
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
    // way: a queue of your own, whose get() takes the first URL that has a place, and sleeps in Waiters if none has.)
    Coroutine<Page> fetch_politely(Url url) {
        ++hosts_[url.authority()].in_flight;
        Place place{*this, hosts_[url.authority()]};
        co_return co_await fetch_(url);
    }

    Worker::Function fetch_;
    std::size_t per_host_;
    std::map<std::string, Host> hosts_;  // by host and port
    Worker worker_;
};
