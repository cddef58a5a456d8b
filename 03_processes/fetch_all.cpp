// Chapter 03's mechanism: whichever worker process is free gets the next page. Read worker.cpp first.
#include "fetch_all.hpp"

#include <poll.h>

#include <cerrno>
#include <exception>
#include <list>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "frame.hpp"
#include "from_01/fetch.hpp"
#include "worker.hpp"

namespace {

struct AtWork {
    Worker worker;
    std::size_t page;  // the page that it is working on
};

// In the child: returns the page as bytes, or the error: the function may throw.
std::string packed_page(const std::function<Page(const Url&)>& function, const Url& url) {
    try {
        return pack(function(url));
    } catch (const std::exception& error) {
        return pack(Page{url, {}, error.what()});
    }
}

// Sleeps until some workers have sent something or have ended. In the result, their revents are not 0.
std::vector<pollfd> wait_for_any(const std::list<AtWork>& at_work) {
    std::vector<pollfd> sockets;
    for (const AtWork& one : at_work) sockets.push_back({one.worker.socket().fd(), POLLIN, 0});
    while (::poll(sockets.data(), static_cast<nfds_t>(sockets.size()), -1) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    return sockets;
}

}  // namespace

std::vector<Page> map_in_processes(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                   int processes) {
    // Another thread must not fork meanwhile: its workers would inherit our sockets, and while they held copies, ours
    // would not see that we close them.
    static std::mutex one_at_a_time;
    std::unique_lock lock(one_at_a_time);
    std::vector<Page> pages;
    for (const Url& url : urls) pages.push_back(Page{url, {}});
    std::list<AtWork> at_work;
    auto most = static_cast<std::size_t>(processes);
    std::size_t next = 0;  // the first page that no worker has yet

    // The child. It has the URLs already, in its copy of the parent's memory, so it receives only a page's number.
    auto work = [&](const Socket& to_parent) {
        lock.unlock();    // the child's copy: the function may use processes of its own
        at_work.clear();  // closes its copies of sockets to its siblings. It waits for none: siblings are not children
        while (auto number = receive_frame(to_parent))
            send_frame(to_parent, packed_page(function, urls[std::stoul(*number)]));
    };
    auto start_workers = [&] {
        while (next < urls.size() && at_work.size() < most) {
            try {
                Worker worker(work);
                send_frame(worker.socket(), std::to_string(next));
                at_work.push_back({std::move(worker), next++});
            } catch (const std::system_error& error) {  // no process left: the existing workers do the rest
                if (at_work.empty()) pages[next++].error = error.what();
                else most = at_work.size();
            }
        }
    };
    // Takes the page that arrived, and sends the worker the next number. Returns false if it died or has no more work.
    auto serve = [&](AtWork& one) {
        try {
            auto frame = receive_frame(one.worker.socket());
            if (!frame) throw std::runtime_error("the worker process ended: " + one.worker.wait_for_end());
            pages[one.page] = unpack(urls[one.page], *frame);
            if (next == urls.size()) return false;
            one.page = next++;
            send_frame(one.worker.socket(), std::to_string(one.page));
            return true;
        } catch (const std::exception& error) {
            pages[one.page].error = error.what();
            return false;
        }
    };

    for (start_workers(); !at_work.empty(); start_workers()) {
        auto place = at_work.begin();
        for (const pollfd& socket : wait_for_any(at_work)) {
            auto one = place++;
            if (socket.revents != 0 && !serve(*one)) at_work.erase(one);
        }
    }
    return pages;
}

std::vector<Page> fetch_all(const std::vector<Url>& urls, std::chrono::milliseconds timeout, int processes) {
    return map_in_processes([&](const Url& url) { return fetch_page(url, timeout); }, urls, processes);
}
