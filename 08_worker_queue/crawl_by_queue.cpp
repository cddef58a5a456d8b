// See crawl_by_queue.hpp. The most important part is the result callback, which puts links in.
#include "crawl_by_queue.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "async_worker.hpp"
#include "from_07/fetch.hpp"

namespace {

struct Found {
    std::size_t place;  // the place of its page
    Url url;
    int round;
    int redirects = 0;  // the number of redirects that led here
};

}  // namespace

std::vector<Page> crawl_by_queue(Job job, std::chrono::milliseconds timeout, std::size_t workers) {
    std::vector<Page> pages;
    std::set<std::string> seen;
    Resolver resolver;
    AsyncWorker<Found, Page> worker([&](const Found& found) { return get_page(found.url, resolver, timeout); },
                                    workers);
    auto add = [&](const Url& url, int round) {
        if (!seen.insert(url.text()).second) return;
        worker.put({pages.size(), url, round});
        pages.push_back({url, {}, "not fetched"});  // stays if its item fails
    };
    worker.add_result_callback([&](const Found& found, Page& page) {
        if (std::optional<Url> target = redirect_target(page, found.redirects))
            return worker.put({found.place, *target, found.round, found.redirects + 1});
        judge(job, page);
        Links links = found.round < job.rounds ? links_of(job, page) : Links{};
        for (Page& missing : links.missing) pages.push_back(std::move(missing));
        for (const Url& link : links.to_follow) add(link, found.round + 1);
        pages[found.place] = std::move(page);
    });
    for (const Url& url : std::exchange(job.start, {})) add(url, 1);
    if (job.rounds == 1) seen.clear();  // no links are followed: ten thousand waiting pages need no such list
    worker.work();
    return pages;
}
