// Exercise 04-1: a step that lets only some values through. (ten minutes)
// pages(job) | titles | where(about_stars) | take(1) shall give the first film whose title begins with a star, and
// fetch no page more than it needs. As it stands, `where` lets everything through. How is `take` made, in pages.hpp?
#include <doctest/doctest.h>

#include <memory>

#include "common/testing/crawler_contract.hpp"
#include "pages.hpp"

using namespace std::chrono_literals;

// The step that lets those values through for which test(value) is true.
template <typename Test>
auto where(Test test) {
    (void)test;
    return []<typename T>(Generator<T> source) { return source; };  // TODO: only some. And where does `test` live?
}

// --- Checks: nothing to edit below this line ------------------------------------------------------------------

Generator<int> numbers(int count) {
    for (int n = 1; n <= count; ++n) co_yield n;
}

std::string text_of(Generator<int> values) {
    std::string text;
    for (int value : values) text += std::to_string(value) + " ";
    return text;
}

TEST_CASE("what passes the test comes through, in order") {
    std::string even = text_of(numbers(10) | where([](int n) { return n % 2 == 0; }));
    CHECK_MESSAGE(even == "2 4 6 8 10 ", "of 1 to 10, expected: the even ones; seen: ", even);
    CHECK(text_of(numbers(10) | where([](int n) { return n > 10; })) == "");
}

struct MultipleOf {
    std::shared_ptr<int> number;
    bool operator()(int n) const { return n % *number == 0; }
};

TEST_CASE("the test lives as long as the stream") {
    auto three = std::make_shared<int>(3);
    {
        auto stream = numbers(10) | where(MultipleOf{three});
        REQUIRE_MESSAGE(three.use_count() > 1,
                        "the stream has not begun, and the test that it needs is gone already: it died with the "
                        "lambda, or was somebody else's. What does a coroutine's frame keep: captures, references, "
                        "or parameters?");
        CHECK(text_of(std::move(stream)) == "3 6 9 ");
    }
    CHECK_MESSAGE(three.use_count() == 1, "the stream has ended, and somebody still holds its test");
    CHECK(CountedFrame::alive == 0);
}

TEST_CASE("no page is fetched that nobody needs") {
    site::SiteProcess practice({.delay = 0ms});
    auto about_stars = [](const std::string& title) { return title.starts_with("星"); };
    std::string found;
    for (auto& title : pages(list_job(parse_url(practice.url("/top250"))), 5s) | titles | where(about_stars) | take(1))
        found += title;
    CHECK(found == "星球大战");
    CHECK_MESSAGE(practice.stats().requests == 5,
                  "it stands on page 5: expected 5 requests; seen: ", practice.stats().requests,
                  ". Does anybody collect values before they are asked for?");
}
