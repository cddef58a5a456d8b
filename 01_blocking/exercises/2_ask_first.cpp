// Exercise 01-2: ask first, wait afterwards. (thirty minutes)
// One thread, nothing but calls that sleep, and yet all pages in the time of one: for nobody says that an answer must
// be read before the next page is asked for. Let ask_first ask for all pages, each over a connection of its own, and
// then read the answers one behind the other. A bad page still costs only itself, wherever in the row it stands.
#include <doctest/doctest.h>

#include "common/site/process.hpp"
#include "fetch.hpp"

using namespace std::chrono_literals;

std::vector<Page> ask_first(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) {  // TODO: we sleep in receive_response; what could the site do in the meantime?
        Page& page = pages.emplace_back(Page{url, {}});
        try {
            Deadline deadline = Clock::now() + timeout;
            Socket socket = connect_to(resolve(url.host, url.port), deadline);
            send_all(socket, request_text(url), deadline);
            page.response = receive_response(socket, deadline);
        } catch (const std::exception& error) {
            page.error = error.what();
        }
    }
    return pages;
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

std::vector<Url> urls_at(const site::SiteProcess& practice, const std::vector<std::string>& targets) {
    std::vector<Url> urls;
    for (const std::string& target : targets) urls.push_back(parse_url(practice.url(target)));
    return urls;
}

TEST_CASE("all pages are asked for before the first answer is waited for") {
    site::SiteProcess practice({.delay = 0ms, .hold = 4});  // answers nobody until four requests wait together
    auto pages = ask_first(urls_at(practice, {"/s?wd=0", "/s?wd=1", "/s?wd=2", "/s?wd=3"}), 1s);
    REQUIRE_MESSAGE(pages.size() == 4, "expected a page for each of the 4 URLs, seen ", pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
        REQUIRE_MESSAGE(pages[i].error == "", "expected page ", i, ", seen: ", pages[i].error,
                        ". The site answers when 4 requests wait together: when is the second page asked for?");
        CHECK_MESSAGE(pages[i].response.body.find("Results for " + std::to_string(i)) != std::string::npos,
                      "expected the answer for /s?wd=", i, " in place ", i, ", seen another");
    }
}

TEST_CASE("a bad page costs only itself, wherever it stands") {
    std::string nobody = site::SiteProcess({.delay = 0ms}).url("/");  // that site has ended: its port refuses
    site::SiteProcess practice({.delay = 0ms});
    auto urls = urls_at(practice, {"/stall", "/s?wd=1", "/", "/s?wd=3", "/reset", "/s?wd=5"});
    urls[2] = parse_url(nobody);
    auto pages = ask_first(urls, 500ms);
    REQUIRE_MESSAGE(pages.size() == 6, "expected a page for each of the 6 URLs, seen ", pages.size());
    for (std::size_t good : {1u, 3u, 5u})
        CHECK_MESSAGE(pages[good].error == "", "expected page ", good,
                      ", which had come long before; seen: ", pages[good].error,
                      ". Page 0 never comes: whose time did it use up?");
    const std::string errors[] = {"receive: the deadline passed", "", "connect: Connection refused", "",
                                  "receive: Connection reset by peer"};
    for (std::size_t bad : {0u, 2u, 4u})
        CHECK_MESSAGE(pages[bad].error == errors[bad], "expected \"", errors[bad], "\" as the error of page ", bad,
                      ", seen \"", pages[bad].error, "\"");
}
