// See fetcher.hpp.
#include "fetcher.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "retry.hpp"

// All pages that wait for the same host wake at the same time, and all but the first wait again.
Coroutine<void> Fetcher::turn(const Url& url) {
    const bool has_rules = options_.pause.count() > 0 || options_.obey_robots;
    for (;;) {
        if (connections_.is_stopping()) throw Stopped();
        if (!has_rules) co_return;
        Host& host = hosts_[url.authority()];
        const auto now = Clock::now();
        if (now >= host.next) {
            host.next = now + std::max(options_.pause, host.rules.pause().value_or(options_.pause));
            co_return;
        }
        co_await connections_.sleep(host.next - now);
    }
}

Coroutine<void> Fetcher::turn_or_stop(const Url& url) {
    try {
        co_await turn(url);
    } catch (const Stopped&) {
        // There is no other try.
    }
}

Coroutine<Page> Fetcher::get(Url url) {
    auto next_turn = [this](const Url& again) { return turn_or_stop(again); };
    return get_page(std::move(url), connections_, options_.timeout, options_.retries, next_turn);
}

Coroutine<Followed> Fetcher::follow(Url url) {
    for (Followed followed;; ++followed.redirects) {
        co_await turn(url);
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
        host.trouble = answer.page.error;
        host.answered.set_result();
    } catch (...) {
        host.answered.set_exception(std::current_exception());
        throw;
    }
}

std::string Fetcher::refusal(const Url& url) const {
    const auto host = hosts_.find(url.authority());
    if (host == hosts_.end() || host->second.rules.allows(url)) return "";
    return host->second.trouble.empty() ? "robots.txt" : "robots.txt: " + host->second.trouble;
}

void Fetcher::stop() { connections_.stop(); }
