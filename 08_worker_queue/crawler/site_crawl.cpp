// See site_crawl.hpp. Each page arrives in arrived(). How links become items is in site_links.cpp.
#include "site_crawl.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

#include "session.hpp"

namespace {

// The host's rules exclude a page.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace

SiteCrawl::SiteCrawl(Job job, const CrawlOptions& options, Give give)
    : job_(std::move(job)),
      options_(options),
      give_(std::move(give)),
      progress_(options.progress),
      fetcher_(options),
      worker_([this](const Item& item) { return fetch(item); }, options.workers) {
    worker_.add_result_callback([this](const Item& item, Page& page) { arrived(item, page); });
    worker_.add_error_callback([this](const Item& item, std::exception_ptr why) { left_out(item, why); });
}

void SiteCrawl::run() {
    // Ten thousand waiting pages should not keep their URLs here too, nor in place_of_ if no link can lead to them.
    for (const Url& url : std::exchange(job_.start, {})) add(url, 0, "");
    if (!job_.links) place_of_.clear();
    try {
        worker_.work();
    } catch (const GivenUp&) {
        // The crawl was stopped, and what is still in flight takes too long.
    }
    progress_.clear();
    for (; given_ < places_.size(); ++given_)  // it was stopped: some earlier pages have not arrived
        if (places_[given_].is_done && !places_[given_].is_left_out) give_(std::move(places_[given_].found));
}

void SiteCrawl::stop() {
    is_stopped_ = true;
    fetcher_.stop();
    worker_.stop();
}

Coroutine<Page> SiteCrawl::fetch(const Item& item) {
    co_await until_it_may_be_asked(item);  // a coroutine of its own: its frame is gone while the page waits
    places_[item.place].asked_at = Clock::now();
    co_return co_await fetcher_.get(item.url);
}

Coroutine<void> SiteCrawl::until_it_may_be_asked(const Item& item) {
    if (output_ != nullptr) co_await output_->room();
    if (options_.obey_robots) {
        co_await fetcher_.learn_rules(item.url);
        const std::string refusal = fetcher_.refusal(item.url);
        if (!refusal.empty()) throw Refused(refusal);
    }
    co_await fetcher_.wait_for_host(item.url);
}

void SiteCrawl::arrived(const Item& item, Page& page) {
    if (!redirected(item, page)) judged(item, page);
    give_in_order();
    progress_.show(done_, worker_.queue().size(), failed_);
}

// The target of a redirect takes the page's place. If it was found before, it counts for this page too. (A redirect to
// itself goes in a circle until there are too many redirects.)
bool SiteCrawl::redirected(const Item& item, Page& page) {
    const std::optional<Url> target = redirect_target(page, static_cast<int>(item.redirected_from.size()));
    if (!target) return false;
    ++redirects_;
    Item next{item.place, *target, item.depth, item.redirected_from};
    next.redirected_from.push_back(item.url.text());
    const std::size_t place = place_of_.emplace(target->text(), item.place).first->second;
    for (const std::string& url : next.redirected_from) place_of_[url] = place;
    for (auto* beyond : {&beyond_pages_, &beyond_depth_}) beyond->erase(target->text());
    Place& own = places_[item.place];
    own.found.redirects = static_cast<int>(next.redirected_from.size());
    own.found.is_known = place != item.place;
    if (own.found.is_known) {
        bring_forward(place, item.depth);
        ended(item);
    } else if (!is_stopped_) {
        worker_.put(std::move(next));
    }
    return true;
}

void SiteCrawl::judged(const Item& item, Page& page) {
    judge(job_, page);
    ++done_;
    failed_ += page.failed();
    FoundPage& found = places_[item.place].found;
    found.seconds = std::chrono::duration<double>(Clock::now() - places_[item.place].asked_at).count();
    follow_links(item, page);
    found.page = std::move(page);
    ended(item);
}

// Robots.txt excludes the page, or the crawl was stopped while the page waited, or it could not even be requested.
void SiteCrawl::left_out(const Item& item, std::exception_ptr why) {
    Place& place = places_[item.place];
    try {
        std::rethrow_exception(why);
    } catch (const Stopped&) {
        place.is_left_out = true;
    } catch (const Refused& refusal) {
        // The user has asked for the start page, so that one fails. A link is only listed.
        place.is_left_out = !place.found.found_on.empty();
        if (place.is_left_out) not_followed_.insert(item.url.text() + " (" + refusal.what() + ")");
        else place.found.page = {item.url, {}, std::string("not requested, as its host wishes: ") + refusal.what()};
    } catch (const std::exception& error) {
        place.found.page = {item.url, {}, error.what()};
    }
    failed_ += place.found.page.failed();
    ended(item);
    give_in_order();
}

void SiteCrawl::ended(const Item& item) {
    places_[item.place].is_done = true;
    if (--unfinished_ == 0) add_next_level();
}

void SiteCrawl::give_in_order() {
    for (; given_ < places_.size() && places_[given_].is_done; ++given_) {
        if (places_[given_].is_left_out) continue;
        progress_.clear();  // before something else is printed
        give_(std::move(places_[given_].found));
    }
}
