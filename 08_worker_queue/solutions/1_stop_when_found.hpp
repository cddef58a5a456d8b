// Exercise 08-1: stop when it is found. (ten minutes)
// find_page follows links until it meets the page that is wanted, and then it crawls the rest of the site all the same.
// Make it stop: once the page has been found, no other page is begun. Those in flight just then come to their end.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "async_worker.hpp"
#include "common/crawl/crawl.hpp"
#include "common/crawl/link.hpp"
#include "common/crawl/movie_page.hpp"
#include "from_07/async.hpp"

using Worker = AsyncWorker<Url, Page>;

// The first page to come that `is_wanted`, or nothing.
std::optional<Url> find_page(const Url& start, Worker::Function fetch,
                             const std::function<bool(const Page&)>& is_wanted) {
    std::optional<Url> found;
    std::set<std::string> seen;
    Worker worker(std::move(fetch), 4);
    auto add = [&](const Url& url) {
        if (seen.insert(url.text()).second) worker.put(url);
    };
    worker.add_result_callback([&](const Url& url, Page& page) {
        // Three pages may be in flight when this one comes. They have not been told, and each of them ends here, with
        // its links: so they must be turned away as well. (The other way: to look at `found` in add.)
        if (found) return;
        if (is_wanted(page)) {
            found = url;
            worker.stop();  // what lies in the queue is forgotten; work() returns when the rest has come
            return;
        }
        for (const std::string& link : all_links(page.response.body)) add(follow_link(url, link));
    });
    add(start);
    worker.work();
    return found;
}
