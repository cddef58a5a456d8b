// The article's last program: build/08_async_worker
// 15 search pages, 20 workers, and the length of each page.
#include <iostream>

#include "async_worker.hpp"
#include "common/site/process.hpp"
#include "from_07/fetch.hpp"

int main() {
    using namespace std::chrono_literals;
    site::SiteProcess practice_site({.delay = 100ms});
    Resolver resolver;
    AsyncWorker<Url, Page> async_worker([&](const Url& url) { return get_page(url, resolver, 5s); }, 20);
    async_worker.add_result_callback([](const Url&, Page& page) {
        if (page.failed()) std::cerr << page.url.text() << ": " << page.error << '\n';
        else std::cout << page.response.body.size() << '\n';
    });
    for (int i = 0; i < 15; ++i) async_worker.put(parse_url(practice_site.url("/s?wd=" + std::to_string(i))));
    async_worker.work();
}
