// How SiteCrawl goes from page to page: which links become items of the queue, which are left out, and why.
#include <algorithm>
#include <utility>

#include "site_crawl.hpp"

namespace {

constexpr std::size_t shown_bytes = 100;  // of a link that is too long to follow

}  // namespace

void SiteCrawl::follow_links(const Item& item, const Page& page) {
    if (item.depth + 1 >= static_cast<std::size_t>(job_.rounds)) return;
    const Links links = links_of(job_, page);
    for (const Url& url : links.to_follow) {
        const std::string text = url.text(), refusal = fetcher_.refusal(url);
        if (text.size() > max_url_bytes)
            not_followed_.insert(text.substr(0, shown_bytes) + "... (" + std::to_string(text.size()) + " bytes long)");
        else if (!refusal.empty()) not_followed_.insert(text + " (" + refusal + ")");
        else add(url, item.depth + 1, page.url.text());
    }
    not_followed_.insert(links.not_followed.begin(), links.not_followed.end());
    for (const Page& missing : links.missing) {
        ++failed_;
        places_.push_back({{missing}, {}, true});
    }
}

void SiteCrawl::add(const Url& url, std::size_t depth, const std::string& found_on) {
    const std::string text = url.text();
    if (is_stopped_ || place_of_.contains(text)) return;
    if (depth > options_.max_depth) {
        beyond_depth_.insert(text);
    } else if (places_.size() >= options_.max_pages) {
        beyond_pages_.insert(text);
    } else {
        Item item{places_.size(), url, depth};
        place_of_.emplace(text, item.place);
        FoundPage& found = places_.emplace_back().found;
        found.found_on = found_on;
        found.asked = text;
        if (options_.max_depth < CrawlOptions::unlimited && depth > depth_)
            return next_level_.push_back(std::move(item));
        ++unfinished_;
        worker_.put(std::move(item));
    }
}

// Only with a max_depth: level by level, each page is found by its shortest way. Otherwise a quick detour could reach
// a page first, at too great a depth, and the pages beyond it would be left out by chance.
void SiteCrawl::add_next_level() {
    if (is_stopped_) return;
    ++depth_;
    for (Item& item : std::exchange(next_level_, {})) {
        ++unfinished_;
        worker_.put(std::move(item));
    }
}

// A redirect is not a link, so its target is as near as the page that redirects. If it waits for the next level,
// because a link leads there too, it need not wait any longer.
void SiteCrawl::bring_forward(std::size_t place, std::size_t depth) {
    auto is_it = [&](const Item& waiting) { return waiting.place == place; };
    const auto item = std::find_if(next_level_.begin(), next_level_.end(), is_it);
    if (item == next_level_.end() || is_stopped_) return;
    item->depth = depth;
    ++unfinished_;
    worker_.put(std::move(*item));
    next_level_.erase(item);
}
