// Exercise 08-1: stop when it is found. (ten minutes)
// find_page follows links until it meets the wanted page, but then still crawls the rest of the site. Make it stop:
// once the page has been found, no other page is begun. The pages in flight at that moment are finished.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "async_worker.hpp"
#include "common/crawl/crawl.hpp"
#include "common/crawl/link.hpp"
#include "common/crawl/movie_page.hpp"

using Worker = AsyncWorker<Url, Page>;

// Returns the URL of the first page for which is_wanted() is true, or no value. At most four pages are in flight.
inline std::optional<Url> find_page(const Url& start, Worker::Function fetch,
                                    const std::function<bool(const Page&)>& is_wanted) {
    std::optional<Url> found;
    std::set<std::string> seen;
    Worker worker(std::move(fetch), 4);
    auto add = [&](const Url& url) {
        if (seen.insert(url.text()).second) worker.put(url);
    };
    worker.add_result_callback([&](const Url& url, Page& page) {
        if (!found && is_wanted(page)) found = url;  // TODO: what is in the queue now, and what will be put in later?
        for (const std::string& link : all_links(page.response.body)) add(follow_link(url, link));
    });
    add(start);
    worker.work();
    return found;
}
