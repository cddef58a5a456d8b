// See site_crawl.hpp. Each page arrives in came().
#include "site_crawl.hpp"

#include <optional>
#include <utility>

SiteCrawl::SiteCrawl(Job job, const CrawlOptions& options, Give give)
    : job_(std::move(job)),
      options_(options),
      give_(std::move(give)),
      progress_(options.progress),
      worker_([this](const Item& item) { return fetch(item); }, options.workers) {
    worker_.add_result_callback([this](const Item& item, Page& page) { came(item, page); });
}

void SiteCrawl::run() {
    for (const Url& url : job_.start) add(url, 1, "");
    job_.start = {};                     // ten thousand pages that wait should not hold their URLs twice
    if (!job_.links) place_of_.clear();  // or three times
    worker_.work();
    progress_.clear();
    for (; given_ < places_.size(); ++given_)  // it was stopped: some before these have not come
        if (places_[given_].has_come) give_(std::move(places_[given_].found));
}

void SiteCrawl::stop() {
    is_stopped_ = true;
    connections_.stop();
    worker_.stop();
}

void SiteCrawl::add(const Url& url, int round, const std::string& found_on) {
    if (is_stopped_ || !place_of_.emplace(url.text(), places_.size()).second) return;
    worker_.put({places_.size(), url, round});
    places_.push_back({{Page{url, {}}, found_on}});
}

Coroutine<Page> SiteCrawl::fetch(const Item& item) {
    places_[item.place].begun = Clock::now();
    return get_page(item.url, connections_, options_.timeout, options_.retries);
}

void SiteCrawl::came(const Item& item, Page& page) {
    if (!redirected(item, page)) judged(item, page);
    give_in_order();
    progress_.show(done_, worker_.queue().size(), failed_);
}

// The target of a redirect takes the page's place. If it was found before, it stands for this page too. (A redirect to
// itself goes in a circle, until the redirects are too many.)
bool SiteCrawl::redirected(const Item& item, Page& page) {
    const std::optional<Url> target = redirect_target(page, static_cast<int>(item.way.size()));
    if (!target) return false;
    ++redirects_;
    Item next{item.place, *target, item.round, item.way};
    next.way.push_back(item.url.text());
    const std::size_t place = place_of_.emplace(target->text(), item.place).first->second;
    for (const std::string& url : next.way) place_of_[url] = place;
    const bool is_known = place != item.place;
    places_[item.place].found.is_known = places_[item.place].has_come = is_known;
    if (!is_known && !is_stopped_) worker_.put(std::move(next));
    return true;
}

void SiteCrawl::judged(const Item& item, Page& page) {
    judge(job_, page);
    ++done_;
    failed_ += page.failed();
    Place& place = places_[item.place];
    place.found.seconds = std::chrono::duration<double>(Clock::now() - place.begun).count();
    if (!page.failed() && job_.links && item.round < job_.rounds) follow_links(item, page);
    place.found.page = std::move(page);
    place.has_come = true;
}

void SiteCrawl::follow_links(const Item& item, const Page& page) {
    const Links links = links_of(job_, page);
    for (const Url& url : links.to_follow) add(url, item.round + 1, page.url.text());
    elsewhere_.insert(links.not_followed.begin(), links.not_followed.end());
}

void SiteCrawl::give_in_order() {
    for (; given_ < places_.size() && places_[given_].has_come; ++given_) {
        progress_.clear();  // for what is printed now
        give_(std::move(places_[given_].found));
    }
}
