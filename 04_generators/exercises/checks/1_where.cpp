// The checks of exercise 04-1. There is nothing to edit here.
#include "1_where.hpp"

#include <doctest/doctest.h>

#include <set>

#include "common/testing/allocations.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch_all.hpp"

using namespace std::chrono_literals;

Generator<int> numbers(int count) {
    for (int n = 1; n <= count; ++n) co_yield n;
}

std::string text_of(Generator<int> values) {
    std::string text;
    for (int value : values) text += std::to_string(value) + " ";
    return text;
}

TEST_CASE("the values that pass the test come through, in order") {
    std::string even = text_of(where(numbers(10), [](int n) { return n % 2 == 0; }));
    CHECK_MESSAGE(even == "2 4 6 8 10 ", "of 1 to 10, expected: the even ones; seen: ", even);
    CHECK(text_of(where(numbers(10), [](int n) { return n > 10; })) == "");
}

// Knows which of its copies are alive, and so notices when one that is gone is used.
struct MultipleOfThree {
    MultipleOfThree() { alive.insert(this); }
    MultipleOfThree(const MultipleOfThree& other) {
        other.look();
        alive.insert(this);
    }
    ~MultipleOfThree() { alive.erase(this); }
    void look() const { used_after_its_end = used_after_its_end || !alive.contains(this); }
    bool operator()(int n) const {
        look();
        return n % 3 == 0;
    }
    static inline std::set<const MultipleOfThree*> alive;
    static inline bool used_after_its_end = false;
};

TEST_CASE("the test lives as long as the stream, and no longer") {
    long before = allocations();
    {
        auto stream = where(numbers(10), MultipleOfThree());
        CHECK(text_of(std::move(stream)) == "3 6 9 ");
    }
    CHECK_MESSAGE(
        !MultipleOfThree::used_after_its_end,
        "when the stream needed its test, it was gone: it belonged to the caller, or to a lambda. What does a "
        "coroutine's frame keep of its captures, references and parameters?");
    CHECK_MESSAGE(MultipleOfThree::alive.empty(), "the stream has ended, and its test is still there");
    CHECK(allocations() == before);
}

TEST_CASE("no more pages are fetched than needed") {
    site::SiteProcess practice({.delay = 0ms});
    auto about_stars = [](const std::string& title) { return title.starts_with("星"); };
    std::string found;
    auto all = titles(fetch_all(list_job(parse_url(practice.url("/top250"))), 5s));
    for (auto& title : take(where(std::move(all), about_stars), 1)) found += title;
    CHECK(found == "星球大战");
    CHECK_MESSAGE(practice.stats().requests == 5,
                  "it is on page 5: expected 5 requests; seen: ", practice.stats().requests,
                  ". What collects values before they are asked for?");
}
