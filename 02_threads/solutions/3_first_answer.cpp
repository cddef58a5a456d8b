// Exercise 02-3: the first answer wins. (an hour)
// The same page stands on several mirrors. first_of asks all of them at once, a thread each, and returns the first
// good answer. But then it waits for the losers, and one of them never answers. Let it return as soon as it has a
// winner, with all threads ended and all connections closed. When none is good, it returns the failed page of any
// mirror.
#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <ctime>
#include <mutex>
#include <optional>

#include "common/site/process.hpp"
#include "from_01/fetch.hpp"
#include "joining_thread.hpp"

using namespace std::chrono_literals;

struct Race {
    std::mutex mutex;          // locked by whoever reads or writes the page:
    std::optional<Page> page;  // the first good one, or a failed one as long as there is none
    std::atomic<bool> over = false;
};

// A flag wakes nobody, so the sleeper wakes by itself, fifty times a second, and looks at it. That is simple, cheap
// enough for a few mirrors, and up to 20 ms late. The other way wakes at once: a socketpair() in Race, whose one end
// every loser gives to poll() beside its own socket, and whose other end the winner closes.
void doze(const Socket& socket, Deadline deadline) {
    try {
        wait_until_ready(socket, POLLIN, std::min(deadline, Clock::now() + 20ms), "receive");
    } catch (const DeadlinePassed&) {
        // The nap is over. Whether the page's time is, fetch_in looks for itself.
    }
}

// As fetch() in from_01/fetch.cpp, with receive() of common/socket.cpp written out.
Response fetch_in(Race& race, const Url& url, Deadline deadline) {
    Socket socket = connect_to(resolve(url.host, url.port), deadline);
    send_all(socket, request_text(url), deadline);
    ResponseParser parser;
    std::array<char, 16 * 1024> buffer;
    while (!parser.done()) {
        if (race.over) throw std::runtime_error("another mirror was first");
        if (Clock::now() >= deadline) throw DeadlinePassed("receive");
        if (auto received = try_receive(socket, buffer)) parser.feed({buffer.data(), *received});
        else doze(socket, deadline);
    }
    return parser.take();
}

Page first_of(const std::vector<Url>& mirrors, std::chrono::milliseconds timeout) {
    Race race;
    std::vector<JoiningThread> threads;
    for (const Url& url : mirrors)
        threads.emplace_back([&race, url, timeout] {
            Page page{url, {}};
            try {
                page.response = fetch_in(race, url, Clock::now() + timeout);
                if (page.response.status != 200) page.error = "status " + std::to_string(page.response.status);
            } catch (const std::exception& error) {
                page.error = error.what();
            }
            std::lock_guard lock(race.mutex);
            if (!race.page || (race.page->failed() && !page.failed())) race.page = std::move(page);
            if (!race.page->failed()) race.over = true;
        });
    threads.clear();  // waits for all of them
    return *race.page;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// Asks one site under several names. Returns what it answered, and in how many milliseconds.
std::pair<Page, long> ask(const site::SiteProcess& practice, const std::vector<std::string>& targets,
                          std::chrono::milliseconds timeout) {
    std::vector<Url> mirrors;
    for (const std::string& target : targets) mirrors.push_back(parse_url(practice.url(target)));
    auto start = Clock::now();
    Page page = first_of(mirrors, timeout);
    return {page, static_cast<long>((Clock::now() - start) / 1ms)};
}

TEST_CASE("the first good answer ends the race, and nobody is left running") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers when all four have asked
    auto [page, took] = ask(practice, {"/stall?a", "/stall-body?b", "/s?wd=1", "/stall?c"}, 4s);
    long open = practice.stats().open;
    CHECK_MESSAGE(page.error == "", "expected the page of /s?wd=1, seen: ", page.error);
    CHECK_MESSAGE(page.url.target == "/s?wd=1", "expected the page of /s?wd=1, seen that of ", page.url.target);
    CHECK_MESSAGE(took < 2000, "expected the answer long before the deadline of 4000 ms, seen it after ", took,
                  " ms. In which call do the losers sleep, and until when?");
    CHECK_MESSAGE(open == 0, "expected that the losers have hung up, seen ", open, " open connections");
}

TEST_CASE("a failure does not win, however quick it is") {
    site::SiteProcess practice({.delay = 0ms});
    auto [page, took] = ask(practice, {"/status/500", "/slow?ms=300", "/garbage", "/reset"}, 5s);
    CHECK_MESSAGE(page.error == "", "expected the slow mirror's good page, seen that of ", page.url.target, ": ",
                  page.error);
    std::string error = ask(practice, {"/status/404", "/stall"}, 300ms).first.error;
    CHECK_MESSAGE((error == "status 404" || error == "receive: the deadline passed"),
                  "expected one of the two errors when no mirror is good, seen \"", error, "\"");
}

TEST_CASE("who waits sleeps") {
    site::SiteProcess practice({.delay = 600ms});
    std::clock_t before = std::clock();
    auto [page, took] = ask(practice, {"/s?wd=1", "/s?wd=2"}, 5s);
    auto worked = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    CHECK_MESSAGE(page.error == "", "expected a page after 600 ms, seen: ", page.error);
    CHECK_MESSAGE(worked < 100, "expected two threads asleep for 600 ms, seen ", worked,
                  " ms of work. Who asks again and again without sleeping keeps the processor from others");
}
