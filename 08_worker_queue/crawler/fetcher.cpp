#include "fetcher.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

// All pages that wait for the same host wake at the same time, and all but the first wait again.
Coroutine<void> Fetcher::wait_for_host(const Url& url) {
    const bool has_rules = options_.pause.count() > 0 || options_.obey_robots;
    for (;;) {
        if (connections_.is_stopping()) throw Stopped();
        if (!has_rules) co_return;
        Host& host = hosts_[url.authority()];
        const auto now = Clock::now();
        if (now >= host.next) {
            host.next = now + std::max(options_.pause, host.rules.crawl_delay().value_or(options_.pause));
            co_return;
        }
        co_await connections_.sleep(host.next - now);
    }
}

Coroutine<void> Fetcher::wait_for_host_or_stop(const Url& url) {
    try {
        co_await wait_for_host(url);
    } catch (const Stopped&) {
        // There is no other try.
    }
}

Coroutine<Page> Fetcher::get(const Url& url) {
    return get_page(url, connections_, options_.timeout, options_.retries, before_retry_);
}

Coroutine<Followed> Fetcher::follow(Url url) {
    for (Followed followed;; ++followed.redirects) {
        co_await wait_for_host(url);
        followed.page = co_await get(url);
        const std::optional<Url> target = redirect_target(followed.page, followed.redirects);
        if (!target) co_return followed;
        url = *target;
    }
}

Coroutine<void> Fetcher::learn_rules(Url url) {
    Host& host = hosts_[url.authority()];
    if (std::exchange(host.is_asked, true)) co_return co_await host.answered;
    url.target = "/robots.txt";
    try {
        Followed answer = co_await follow(url);
        judge(Job{}, answer.page);  // for example, its content may be encoded, and then it holds no rules
        host.rules = Robots::from(answer.page);
        host.fault = answer.page.error;
        host.answered.set_result();
    } catch (...) {
        host.answered.set_exception(std::current_exception());
        throw;
    }
}

std::string Fetcher::refusal(const Url& url) const {
    const auto host = hosts_.find(url.authority());
    if (host == hosts_.end() || host->second.rules.allows(url)) return "";
    return host->second.fault.empty() ? "robots.txt" : "robots.txt: " + host->second.fault;
}

void Fetcher::stop() { connections_.stop(); }
