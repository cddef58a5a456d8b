// Chapter 04's crawler: it fetches each page when the caller asks for it. See fetch_all.hpp.
#include "fetch_all.hpp"

#include <set>

#include "from_01/fetch.hpp"

namespace {

// Fetches one page, and does for it all that common/crawl does: redirects, the status, what the job finds wrong.
Page fetch_one(const Url& url, const Job& job, std::chrono::milliseconds timeout) {
    auto fetch_each = [&](const std::vector<Url>& urls) {
        std::vector<Page> pages;
        for (const Url& wanted : urls) pages.push_back(fetch_page(wanted, timeout));
        return pages;
    };
    return crawl(Job{{url}, {}, job.fault}, fetch_each).front();
}

}  // namespace

Generator<Page> fetch_all(Job job, std::chrono::milliseconds timeout) {
    for (const Url& url : job.start) {
        Page page = fetch_one(url, job, timeout);
        std::set<std::string> seen{url.text()};
        Links links = links_of(job, page);
        co_yield std::move(page);
        for (Page& missing : links.missing) co_yield std::move(missing);
        for (const Url& link : links.to_follow)
            if (seen.insert(link.text()).second) co_yield fetch_one(link, job, timeout);
    }
}
