// The checks of exercise 01-2. There is nothing to edit here.
#include "2_ask_first.hpp"

#include <doctest/doctest.h>

#include "common/site/process.hpp"
#include "common/testing/calls.hpp"

using namespace std::chrono_literals;

namespace {

std::vector<Url> urls_at(const site::SiteProcess& practice, const std::vector<std::string>& targets) {
    std::vector<Url> urls;
    for (const std::string& target : targets) urls.push_back(parse_url(practice.url(target)));
    return urls;
}

bool is_answer(const Page& page, int number) {
    return page.response.body.find("Results for " + std::to_string(number)) != std::string::npos;
}

}  // namespace

TEST_CASE("ask_first asks for all pages before it waits for the first answer") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers when four requests wait together
    auto pages = ask_first(urls_at(practice, {"/s?wd=0", "/s?wd=1", "/s?wd=2", "/s?wd=3"}), 1s);
    REQUIRE_MESSAGE(pages.size() == 4, "expected a page for each of the 4 URLs, seen ", pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
        REQUIRE_MESSAGE(pages[i].error == "", "expected page ", i, ", seen: ", pages[i].error,
                        ". The site answers when 4 requests wait together: when is the second page asked for?");
        CHECK_MESSAGE(is_answer(pages[i], static_cast<int>(i)), "expected the answer for /s?wd=", i, " in place ", i,
                      ", seen another");
    }
}

TEST_CASE("one thread does everything, and sleeps while the site works") {
    site::SiteProcess practice({.delay = 400ms});
    auto urls = urls_at(practice, {"/s?wd=0", "/s?wd=1", "/s?wd=2", "/s?wd=3"});
    Calls calls;
    ask_first(urls, 5s);
    const long tries = calls.tries;
    std::size_t others = calls.threads.size() - calls.threads.count(std::this_thread::get_id());
    CHECK_MESSAGE(others == 0, "expected all calls from the thread that called ask_first; seen: ", others,
                  " other threads. A thread for each page is chapter 02. Which calls sleep here, and in what order "
                  "could they come?");
    std::size_t asked = calls.order.rfind('s'), answered = calls.order.find('r');
    CHECK_MESSAGE(asked < answered, "expected four requests before the first answer is received; seen (c connects, ",
                  "s sends, r receives, x closes): ", calls.order);
    CHECK_MESSAGE(tries < 200, "expected a program that sleeps until something arrives, seen ", tries,
                  " calls of recv() for 4 pages. Which loop keeps asking?");
}

TEST_CASE("a bad page does not spoil another one, wherever it is in the list") {
    std::string nobody = site::SiteProcess({.delay = 0ms}).url("/");  // the site has ended, so its port refuses
    site::SiteProcess practice({.delay = 0ms});
    auto urls = urls_at(practice, {"/stall", "/s?wd=1", "/", "/s?wd=3", "/reset", "/s?wd=5"});
    urls[2] = parse_url(nobody);
    auto pages = ask_first(urls, 500ms);
    REQUIRE_MESSAGE(pages.size() == 6, "expected a page for each of the 6 URLs, seen ", pages.size());
    for (std::size_t good : {1u, 3u, 5u}) {
        const bool late = pages[good].error.ends_with("the deadline passed");
        const std::string hint = late ? ". Page 0 never arrives: whose time did it use up?" : "";
        CHECK_MESSAGE(pages[good].error == "", "expected page ", good,
                      ", which had arrived long before; seen: ", pages[good].error, hint);
        if (!pages[good].failed())
            CHECK_MESSAGE(is_answer(pages[good], static_cast<int>(good)), "expected the answer for /s?wd=", good,
                          " in place ", good,
                          ", seen another. Page 2 has no connection: which connection is read in its place?");
    }
    const std::string errors[] = {"receive: the deadline passed", "", "connect: Connection refused", "",
                                  "receive: Connection reset by peer"};
    for (std::size_t bad : {0u, 2u, 4u})
        CHECK_MESSAGE(pages[bad].error == errors[bad], "expected \"", errors[bad], "\" as the error of page ", bad,
                      ", seen \"", pages[bad].error, "\"");
}
