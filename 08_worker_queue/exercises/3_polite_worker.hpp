// Exercise 08-3: politely, to each host. (an hour)
// PoliteWorker has no more than `per_host` pages of one host in flight, for that host may be small. It is polite; but a
// worker who has taken a URL of a busy host sleeps with it in its hand, and soon all of them do, while URLs of other
// hosts lie in the queue. Also, a page whose fetch throws keeps its place for ever. Mend both: let no worker take a URL
// before its host has a place free.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

#include "async_worker.hpp"
#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "from_07/async.hpp"
#include "from_07/fetch.hpp"
#include "waiters.hpp"

using namespace std::chrono_literals;

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

    // TODO: who is here has begun, and should not have to wait. Who comes next, when this one leaves its place?
    Coroutine<Page> fetch_politely(Url url) {
        Host& host = hosts_[url.authority()];
        while (host.in_flight == per_host_) co_await Waiters::Turn(host.free);
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
