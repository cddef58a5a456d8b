// --- Checks: nothing to edit below this line ------------------------------------------------------------------

// How often the parent has sent anything: a frame is sent in two parts, its length and its bytes. What a child counts,
// it counts in its own copy.
struct Counted : SocketObserver {
    long sent_parts = 0;
    void connecting(int) override {}
    void sent(int, std::string_view) override { ++sent_parts; }
    void received(int, std::size_t) override {}
    void closing(int) override {}

    Counted() { socket_observer = this; }
    ~Counted() { socket_observer = nullptr; }
};

Page ask(const Url& url) { return fetch_page(url, 5s); }

TEST_CASE("the parent says a handful of pages at a time") {
    site::SiteProcess practice({.delay = 0ms});
    for (auto [pages, handful, messages] : {std::tuple{12, 4, 3}, {13, 4, 4}, {3, 5, 1}, {6, 1, 6}}) {
        Counted counted;
        auto fetched = map_in_handfuls(ask, search_urls(practice, pages), 2, handful);
        REQUIRE(fetched.size() == static_cast<std::size_t>(pages));
        CHECK_MESSAGE(counted.sent_parts <= 2 * messages, pages, " pages in handfuls of ", handful,
                      ". Expected: at most ", messages, " frames from the parent; seen: ", counted.sent_parts / 2);
    }
    CHECK(map_in_handfuls(ask, {}, 3, 4).empty());
}

TEST_CASE("pages come in order, and all workers have something to do") {
    site::SiteProcess practice({.delay = 0ms, .hold = 3});  // it answers when three ask at once
    auto urls = search_urls(practice, 12);
    auto function = [](const Url& url) {
        Page page = fetch_page(url, 2s);
        page.response.body = url.target + std::string(url.target.ends_with("5") ? 3'000'000 : 3, ' ');
        return page;
    };
    auto pages = map_in_handfuls(function, urls, 3, 4);
    REQUIRE(pages.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        CHECK_MESSAGE(pages[i].error == "", "page ", i);
        CHECK_MESSAGE(pages[i].response.body.starts_with(urls[i].target + " "), "expected in place ", i, ": the page ",
                      urls[i].target, "; seen: ", pages[i].response.body.substr(0, 12));
    }
    CHECK_MESSAGE(practice.stats().peak_in_flight == 3,
                  "expected: 3 pages in flight at once; seen: ", practice.stats().peak_in_flight);
}

TEST_CASE("a worker that dies costs the page it was at, not its handful, and no page is fetched twice") {
    Holdings before = holdings();
    auto function = [parent = ::getpid()](const Url& url) {
        if (::getpid() == parent) return Page{url, {}, "it was fetched in this very process"};
        Page page = fetch_page(url, 5s);
        if (url.target == "/s?wd=1") std::raise(SIGKILL);
        if (url.target == "/s?wd=2" || url.target == "/s?wd=9") ::_exit(7);
        return page;
    };
    for (int processes : {1, 2, 3}) {
        CAPTURE(processes);
        site::SiteProcess practice({.delay = 0ms});
        auto pages = map_in_handfuls(function, search_urls(practice, 10), processes, 4);
        REQUIRE(pages.size() == 10);
        CHECK(pages[1].error == "the worker process ended: killed by signal 9");
        for (std::size_t i : {2u, 9u}) CHECK(pages[i].error == "the worker process ended: left with status 7");
        for (std::size_t i : {0u, 3u, 4u, 5u, 6u, 7u, 8u})
            CHECK_MESSAGE(pages[i].error == "", "page ", i, " was lost with another one of its handful");
        CHECK_MESSAGE(practice.stats().requests == 10, "10 pages; seen by the site: ", practice.stats().requests,
                      " requests. Which pages of the handful had come before the worker died?");
    }
    CHECK(holdings() == before);
    CHECK_MESSAGE(!has_children(), "a child was left in the process table: nobody has waited for it");
}
