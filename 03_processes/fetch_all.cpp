// Chapter 03's mechanism: deal the pages out to worker processes, and collect them in order. Read worker.cpp first.
#include "fetch_all.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <system_error>

#include "frame.hpp"
#include "from_01/fetch.hpp"
#include "worker.hpp"

namespace {

// In the child: the page as bytes, or the error (perhaps there was no memory for both).
std::string packed_page(const std::function<Page(const Url&)>& function, const Url& url) {
    try {
        return pack(function(url));
    } catch (const std::exception& error) {
        return pack(Page{url, {}, error.what()});
    }
}

}  // namespace

std::vector<Page> map_in_processes(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                   int processes) {
    // Worker k has every n-th page, from the k-th on. It knows the URLs already: fork() has copied them.
    const std::size_t n = std::min(static_cast<std::size_t>(processes), urls.size());
    std::vector<std::optional<Worker>> workers(n);
    auto start_worker = [&](std::size_t first) {
        workers[first % n].emplace([&, first](const Socket& to_parent) {
            workers.clear();  // the ends of its siblings, which it must not keep open; it has no children
            for (std::size_t i = first; i < urls.size(); i += n) send_frame(to_parent, packed_page(function, urls[i]));
        });
    };

    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}});
    for (std::size_t i = 0; i < n; ++i) {
        try {
            start_worker(i);
        } catch (const std::system_error&) {  // no process left: it is tried again below
        }
    }
    for (std::size_t i = 0; i < urls.size(); ++i) {
        std::optional<Worker>& worker = workers[i % n];
        try {
            if (!worker) start_worker(i);
            if (auto frame = receive_frame(worker->socket())) {
                pages[i] = unpack(urls[i], *frame);
            } else {
                pages[i].error = "the worker process ended: " + worker->wait_for_end();
                worker.reset();  // the next page of its share gets a new one
            }
        } catch (const std::exception& error) {
            pages[i].error = error.what();
            worker.reset();
        }
    }
    return pages;
}

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int processes) {
    return map_in_processes([&](const Url& url) { return fetch_page(url, timeout); }, urls, processes);
}
