// Chapter 05's loop for the random schedules: fetch_all with both backends, and requests whose callbacks begin and give
// up other requests, so that a descriptor's number changes its owner within one batch of events.
#include <algorithm>
#include <deque>
#include <exception>

#include "common/resolver.hpp"
#include "common/testing/schedules/chapter.hpp"
#include "fetch.hpp"
#include "fetch_all.hpp"

namespace {

// Fetches some at once. Each one that is done begins the next.
class Chain {
public:
    Chain(const std::vector<Url>& urls, std::chrono::milliseconds timeout, Backend backend, std::minstd_rand& random)
        : selector_(backend), urls_(urls), pages_(urls.size()), timeout_(timeout), random_(random) {}

    std::vector<Page> run(std::size_t at_once) {
        for (std::size_t i = 0; i < at_once; ++i) begin_next();
        while (done_ < urls_.size()) {
            Deadline next = Deadline::max();
            for (const AsyncRequest& request : requests_)
                if (!request.is_done()) next = std::min(next, request.deadline());
            for (const Selector::Ready& ready : selector_.select(next))
                if (auto callback = selector_.callback_of(ready)) callback();
            for (std::size_t i = 0; i < requests_.size(); ++i)  // by index: a callback may add some
                if (requests_[i].deadline() <= Clock::now()) requests_[i].time_out();
        }
        if (!selector_.is_empty()) pages_.clear();
        return pages_;
    }

private:
    void begin_next() {
        const std::size_t i = requests_.size();
        if (i == urls_.size()) return;
        AsyncRequest& request = requests_.emplace_back(selector_, urls_[i], [this, i](Page page) {
            pages_[i] = std::move(page);
            ++done_;
            begin_next();
            AsyncRequest& some = requests_[random_() % requests_.size()];
            if (random_() % 4 == 0 && !some.is_done() && some.deadline() > Deadline{}) some.fail(given_up);
        });
        try {
            request.process(resolver_, Clock::now() + timeout_);
        } catch (const std::exception& error) {
            request.fail(error.what());
        }
    }

    Selector selector_;
    Resolver resolver_;
    const std::vector<Url>& urls_;
    std::vector<Page> pages_;
    std::deque<AsyncRequest> requests_;
    std::size_t done_ = 0;
    std::chrono::milliseconds timeout_;
    std::minstd_rand& random_;
};

}  // namespace

std::vector<Page> bring(const std::vector<Url>& urls, std::chrono::milliseconds timeout, std::minstd_rand& random) {
    const Backend backend = random() % 2 == 0 ? Backend::poll : Backend::select;
    if (random() % 2 == 0) return fetch_all(urls, timeout, backend);
    return Chain(urls, timeout, backend, random).run(1 + random() % 5);
}
