// One way to ask for a page, for all who do: over kept connections, with retries, and as the host wishes: not too often
// (a pause), and not what its robots.txt excludes (RFC 9309).
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "common/crawl/crawl.hpp"
#include "connection_pool.hpp"
#include "crawl_options.hpp"
#include "from_07/future.hpp"
#include "robots.hpp"

// Thrown at whoever still waits for a turn when the crawl is stopped.
struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("the crawl was stopped") {}
};

struct Followed {
    Page page;
    int redirects = 0;  // that led to it
};

class Fetcher {
public:
    explicit Fetcher(const CrawlOptions& options) : options_(options), connections_(options.workers) {}

    // Waits until the host may be asked again. Throws Stopped.
    Coroutine<void> turn(Url url);
    Coroutine<Page> get(Url url);         // never throws: a failure becomes the page's error
    Coroutine<Followed> follow(Url url);  // a turn and a page, and the same for what it redirects to, ten times at most

    // Asks the URL's host for its rules, unless they are known, or nobody wants to obey them.
    Coroutine<void> learn_rules(Url url);
    // Why the page must not be asked for, as far as the rules of its host are known; or "".
    std::string refusal(const Url& url) const;

    void stop();  // no more turns, and nothing is tried again

private:
    struct Host {
        Deadline next = Deadline::min();  // turn
        bool is_asked = false;            // for its rules
        Future<void> answered = {};
        Robots rules = {};
        std::string trouble = {};  // why the rules did not come
    };

    CrawlOptions options_;
    ConnectionPool connections_;
    std::map<std::string, Host> hosts_;  // by host and port
};
