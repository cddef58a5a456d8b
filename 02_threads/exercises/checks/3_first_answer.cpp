// The checks of exercise 02-3. There is nothing to edit here.
#include "3_first_answer.hpp"

#include <doctest/doctest.h>

#include "common/site/process.hpp"
#include "common/testing/calls.hpp"

using namespace std::chrono_literals;

namespace {

// Asks one site under several names. Returns the page, and after how many milliseconds it arrived.
std::pair<Page, long> ask(const site::SiteProcess& practice, const std::vector<std::string>& targets,
                          std::chrono::milliseconds timeout) {
    std::vector<Url> mirrors;
    for (const std::string& target : targets) mirrors.push_back(parse_url(practice.url(target)));
    auto start = Clock::now();
    Page page = first_of(mirrors, timeout);
    return {page, static_cast<long>((Clock::now() - start) / 1ms)};
}

}  // namespace

TEST_CASE("the first good answer ends the race, and nothing is left running") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers when all four have asked
    auto [page, took] = ask(practice, {"/stall?a", "/stall-body?b", "/s?wd=1", "/stall?c"}, 4s);
    long open = practice.stats().open;
    CHECK_MESSAGE(page.error == "", "expected the page of /s?wd=1, seen: ", page.error);
    CHECK_MESSAGE(page.url.target == "/s?wd=1", "expected the page of /s?wd=1, seen that of ", page.url.target);
    CHECK_MESSAGE(took < 1000, "expected the answer long before the deadline of 4000 ms, seen it after ", took,
                  " ms. In which call do the losers sleep, and until when?");
    CHECK_MESSAGE(open == 0, "expected the losers to have hung up, seen ", open, " open connections");
}

TEST_CASE("a failure does not win, however quick, and a slow good answer does") {
    site::SiteProcess practice({.delay = 0ms});
    auto [page, took] = ask(practice, {"/status/500", "/slow?ms=1500", "/garbage", "/reset"}, 8s);
    CHECK_MESSAGE(page.error == "", "expected the slow mirror's good page, seen that of ", page.url.target, ": ",
                  page.error);
    std::string error = ask(practice, {"/status/404", "/stall"}, 300ms).first.error;
    CHECK_MESSAGE((error == "status 404" || error == "receive: the deadline passed"),
                  "expected one of the two errors when no mirror is good, seen \"", error, "\"");
}

TEST_CASE("a waiting thread sleeps") {
    site::SiteProcess practice({.delay = 600ms});
    Calls calls;
    Page page = ask(practice, {"/s?wd=1", "/s?wd=2"}, 5s).first;
    const long tries = calls.tries;
    CHECK_MESSAGE(page.error == "", "expected a page after 600 ms, seen: ", page.error);
    CHECK_MESSAGE(tries < 500, "expected two threads asleep for 600 ms, seen ", tries,
                  " calls of recv(). A thread that keeps asking without sleeping takes the processor from the others");
}
