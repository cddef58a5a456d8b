// Wrong: a page that throws gives up its place, but the workers still wait for a busy host.
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
        struct Place {
            Host& host;
            ~Place() {
                --host.in_flight;
                host.free.wake_one();
            }
        } place{host};
        co_return co_await fetch_(url);
    }

    Worker::Function fetch_;
    std::size_t per_host_;
    std::map<std::string, Host> hosts_;  // by host and port
    Worker worker_;
};
