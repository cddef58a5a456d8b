// Every request of the crawler goes through here: over kept connections, with retries, and as the host wishes. That
// means not too often (a pause), and nothing that its robots.txt excludes (RFC 9309).
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "common/crawl/crawl.hpp"
#include "connection_pool.hpp"
#include "crawl_options.hpp"
#include "from_07/future.hpp"
#include "retry.hpp"
#include "robots.hpp"

// wait_for_host() throws this once the crawl is stopped.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("the crawl was stopped") {}
};

struct Followed {
    Page page;
    int redirects = 0;  // how many led to it
};

class Fetcher {
public:
    explicit Fetcher(const CrawlOptions& options) : options_(options), connections_(options.workers) {}

    // Waits until the host may be asked again. Throws Stopped if the crawl is stopped.
    Coroutine<void> wait_for_host(const Url& url);
    Coroutine<Page> get(const Url& url);  // never throws: a failure becomes the page's error
    Coroutine<Followed> follow(Url url);  // wait_for_host() and get(), also for at most ten redirects

    // Asks the URL's host for its rules, unless they are known.
    Coroutine<void> learn_rules(Url url);
    // Returns why the rules of its host exclude the page, or "" if they allow it or are not known.
    std::string refusal(const Url& url) const;

    void stop();  // from now on nothing waits for a host, and there are no retries

private:
    Coroutine<void> wait_for_host_or_stop(const Url& url);

    struct Host {
        Deadline next = Deadline::min();  // when it may be asked again
        bool is_asked = false;            // whether its rules were requested
        Future<void> answered = {};
        Robots rules = {};
        std::string fault = {};  // why there are no rules
    };

    CrawlOptions options_;
    ConnectionPool connections_;
    WaitForHost before_retry_ = [this](const Url& url) { return wait_for_host_or_stop(url); };
    std::map<std::string, Host> hosts_;  // by host and port
};
