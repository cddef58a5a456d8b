// Wrong: waits for all workers before it deals again.
#pragma once

#include <poll.h>

#include <cerrno>
#include <deque>
#include <list>
#include <sstream>
#include <system_error>

#include "fetch_all.hpp"
#include "frame.hpp"
#include "worker.hpp"

using Handful = std::deque<std::size_t>;  // the numbers of pages; the worker is working on the first
struct AtWork {
    Worker worker;
    Handful pages;
};

inline void tell(const AtWork& one) {
    std::ostringstream numbers;
    for (std::size_t page : one.pages) numbers << page << ' ';
    send_frame(one.worker.socket(), numbers.str());
}

// Sleeps until one of the workers has sent something or has ended.
inline std::list<AtWork>::iterator first_ready(std::list<AtWork>& at_work) {
    std::vector<pollfd> entries;
    for (const AtWork& one : at_work) entries.push_back({one.worker.socket().fd(), POLLIN, 0});
    while (::poll(entries.data(), static_cast<nfds_t>(entries.size()), -1) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    auto ready = at_work.begin();
    for (std::size_t i = 0; entries[i].revents == 0; ++i) ++ready;
    return ready;
}

inline std::vector<Page> map_in_handfuls(const std::function<Page(const Url&)>& function, const std::vector<Url>& urls,
                                         int processes, int handful) {
    std::vector<Page> pages;
    std::list<Handful> to_do;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        pages.push_back(Page{urls[i], {}});
        if (i % static_cast<std::size_t>(handful) == 0) to_do.emplace_back();
        to_do.back().push_back(i);
    }
    std::list<AtWork> at_work;
    bool round_begins = true;
    // The child. It sends each page as soon as it has it, so that its death costs none of the earlier ones.
    auto work = [&](const Socket& to_parent) {
        at_work.clear();  // closes its copies of the sockets to its siblings
        while (auto frame = receive_frame(to_parent)) {
            std::istringstream numbers(*frame);
            for (std::size_t page; numbers >> page;) send_frame(to_parent, pack(function(urls[page])));
        }
    };
    while (!to_do.empty() || !at_work.empty()) {
        if (at_work.empty()) round_begins = true;
        if (at_work.size() == static_cast<std::size_t>(processes)) round_begins = false;
        if (!to_do.empty() && round_begins) {
            at_work.push_back({Worker(work), std::move(to_do.front())});
            to_do.pop_front();
            tell(at_work.back());
            continue;
        }
        auto ready = first_ready(at_work);
        auto& [worker, mine] = *ready;
        const std::size_t page = mine.front();
        mine.pop_front();
        if (auto frame = receive_frame(worker.socket())) {
            pages[page] = unpack(urls[page], *frame);
            if (!mine.empty()) continue;
            if (!to_do.empty() && at_work.size() == 1) {
                mine = std::move(to_do.front());
                to_do.pop_front();
                tell(*ready);
                continue;
            }
        } else {
            pages[page].error = "the worker process ended: " + worker.wait_for_end();
            if (!mine.empty()) to_do.push_front(std::move(mine));
        }
        at_work.erase(ready);
    }
    return pages;
}
