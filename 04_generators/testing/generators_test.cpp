// Chapter 04's tests: the two generators, Fibonacci twice, the article's transcript, and the lazy crawler.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <ranges>
#include <sstream>

#include "common/testing/allocations.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/processes.hpp"
#include "fetch_all.hpp"
#include "fibonacci.hpp"
#include "fibonacci_by_hand.hpp"
#include "generator.hpp"
#include "send_generator.hpp"
#include "stream.hpp"

using namespace std::chrono_literals;

namespace {

Generator<int> numbers(int count) {
    for (int n = 1; n <= count; ++n) co_yield n;
}

Generator<int> failing_after(int count) {
    for (int n = 1; n <= count; ++n) co_yield n;
    throw std::runtime_error("no more");
}

// Holds the pointer in its frame, so that another holder sees when the frame is gone.
Generator<int> holding(std::shared_ptr<int> held) {
    for (;;) co_yield *held;
}

SendGenerator<int, int> adder() {
    int sum = 0;
    for (;;) sum += co_yield sum;
}

SendGenerator<int, int> two_turns() {
    int n = co_yield 1;  // (g++ 12 miscompiles a co_yield in an if's condition)
    if (n == 0) throw std::runtime_error("zero");
    co_yield 2;
}

}  // namespace

static_assert(std::ranges::input_range<Generator<int>>);
static_assert(std::movable<Generator<int>> && !std::copyable<Generator<int>>);

TEST_CASE("04: a generator is lazy, runs once, and is a range") {
    int started = 0;
    auto body = [](int& started_) -> Generator<int> {
        ++started_;
        co_yield 1;
        co_yield 2;
    };
    auto generator = body(started);
    CHECK(started == 0);
    for (int value : generator) {
        CHECK(value == 1);
        break;
    }
    for (int value : generator) CHECK(value == 2);  // goes on after it
    for (int value : generator) FAIL(value);
    std::vector<int> rest;
    for (int value : numbers(3)) rest.push_back(value);
    CHECK(rest == std::vector{1, 2, 3});
    for (int value : numbers(0)) FAIL(value);
    auto even = numbers(10) | std::views::filter([](int n) { return n % 2 == 0; }) |
                std::views::transform([](int n) { return n * n; });
    std::vector<int> squares;
    for (int value : even) squares.push_back(value);
    CHECK(squares == std::vector{4, 16, 36, 64, 100});
}

TEST_CASE("04: an exception in a generator is thrown where the next value is asked for") {
    auto generator = failing_after(2);
    auto it = generator.begin();
    CHECK(*it == 1);
    ++it;
    CHECK(*it == 2);
    CHECK_THROWS_WITH(++it, "no more");
    CHECK(it == generator.end());
    CHECK_THROWS_WITH(failing_after(0).begin(), "no more");
}

TEST_CASE("04: a frame is destroyed exactly once, wherever it is paused") {
    auto held = std::make_shared<int>(7);
    long before = allocations();
    {
        auto never_started = holding(held);
        auto paused = holding(held);
        CHECK(*paused.begin() == 7);
        auto moved = std::move(paused);
        CHECK(*moved.begin() == 7);
        moved = std::move(never_started);
        CHECK(*moved.begin() == 7);
        CHECK(held.use_count() == 3);  // ours and two frames
    }
    CHECK(held.use_count() == 1);
    CHECK(allocations() == before);
}

TEST_CASE("04: take asks for no more values than it yields") {
    int asked = 0;
    auto counting = [](int& asked_) -> Generator<int> {
        for (;;) {
            ++asked_;
            co_yield asked_;
        }
    };
    std::vector<int> taken;
    for (int value : take(counting(asked), 3)) taken.push_back(value);
    CHECK(taken == std::vector{1, 2, 3});
    CHECK(asked == 3);
    for (int value : take(counting(asked), 0)) FAIL(value);
    CHECK(asked == 3);
}

TEST_CASE("04: Fibonacci by co_yield and by hand are the same numbers") {
    for (int max : {0, 1, 2, 3, 10, 93}) {
        FibByHand by_hand(max);
        int count = 0;
        for (std::uint64_t number : fib(max)) {
            ++count;
            CHECK(by_hand.next() == number);
        }
        CHECK(count == max);
        CHECK(!by_hand.next());
        CHECK(!by_hand.next());
    }
}

TEST_CASE("04: Fibonacci ends in an error, and not in a wrong number") {
    std::uint64_t last = 0;
    auto all = [&] {
        for (std::uint64_t number : fib(94)) last = number;
    };
    CHECK_THROWS_AS(all(), std::overflow_error);
    CHECK(last == 12200160415121876738u);  // the 93rd
    FibByHand by_hand(94);
    for (int i = 0; i < 93; ++i) by_hand.next();
    CHECK_THROWS_AS(by_hand.next(), std::overflow_error);
}

TEST_CASE("04: send passes a value in and returns one") {
    auto sum = adder();
    CHECK_THROWS_AS(sum.send(1), std::logic_error);  // Python: can't send non-None value to a just-started generator
    CHECK(sum.start() == 0);
    CHECK_THROWS_AS(sum.start(), std::logic_error);
    CHECK(sum.send(3) == 3);
    CHECK(sum.send(4) == 7);
    auto moved = std::move(sum);
    CHECK(moved.send(1) == 8);

    auto turns = two_turns();
    CHECK(turns.start() == 1);
    CHECK(turns.send(5) == 2);
    CHECK(turns.send(5) == std::nullopt);
    CHECK(turns.send(5) == std::nullopt);

    auto thrower = two_turns();
    thrower.start();
    CHECK_THROWS_WITH(thrower.send(0), "zero");
}

TEST_CASE("04: a loop that moves values out and ends early loses none") {
    auto words = []() -> Generator<std::string> {
        for (const char* word : {"one", "two", "three"}) co_yield word;
    };
    auto source = words();
    std::vector<std::string> taken;
    for (int i = 0; i < 3; ++i)
        for (std::string& word : source) {
            taken.push_back(std::move(word));
            break;
        }
    CHECK(taken == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("04: a generator that is running, has ended or was moved cannot go on") {
    auto ended = numbers(0);
    auto it = ended.begin();
    CHECK(it == ended.end());
    CHECK_THROWS_AS(++it, std::logic_error);
    auto moved_to = std::move(ended);
    CHECK_THROWS_AS(ended.begin(), std::logic_error);

    Generator<int>* self = nullptr;
    auto asks_itself = [](Generator<int>*& self_) -> Generator<int> {
        co_yield 1;
        for (int value : *self_) co_yield value;
    };
    auto asking = asks_itself(self);
    self = &asking;
    auto asked = asking.begin();
    CHECK_THROWS_AS(++asked, std::logic_error);

    SendGenerator<int, int>* sender = nullptr;
    auto sends_to_itself = [](SendGenerator<int, int>*& sender_) -> SendGenerator<int, int> {
        int n = co_yield 1;
        sender_->send(n);
    };
    auto sending = sends_to_itself(sender);
    sender = &sending;
    sending.start();
    CHECK_THROWS_WITH_AS(sending.send(2), "this generator is running already", std::logic_error);
    CHECK(sending.send(3) == std::nullopt);  // that was its end
    auto sent_to = std::move(sending);
    CHECK_THROWS_AS(sending.send(4), std::logic_error);
    auto never_started = sends_to_itself(sender);
    auto started = std::move(never_started);
    CHECK_THROWS_AS(never_started.start(), std::logic_error);
}

TEST_CASE("04: producer and consumer print exactly the article's transcript") {
    int status = -1;
    CHECK(output_of(built("04_producer_consumer"), status) ==
          "我拿到了5!\n我拿到了4!\n我拿到了3!\n我只要3,4,5就行啦\n程序结束\n");
    CHECK(status == 0);
}

TEST_CASE("04: the stream keeps the crawler's contract, with one page in flight") {
    auto held = std::make_shared<int>();  // in each stream's frame, as a part of its job
    auto collect = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        Job job{urls, {}, [held](const Page&) { return std::string(); }};
        std::vector<Page> all;
        for (Page& page : fetch_all(std::move(job), timeout)) all.push_back(std::move(page));
        return all;
    };
    check_crawler_contract({collect, 1});
    CHECK(held.use_count() == 1);
}

TEST_CASE("04: a stream fetches no more pages than needed") {
    for (auto [wanted, needed] :
         {std::pair{1, 1}, {25, 1}, {26, 2}, {30, 2}, {50, 2}, {249, 10}, {250, 10}, {1000, 10}}) {
        CAPTURE(wanted);
        site::SiteProcess practice_site({.delay = 0ms});
        Job job = list_job(parse_url(practice_site.url("/top250")));
        auto expected = all_films();
        expected.resize(std::min<std::size_t>(expected.size(), static_cast<std::size_t>(wanted)));
        long before = allocations();
        {
            std::vector<std::string> taken;
            for (std::string& title : take(titles(fetch_all(job, 60s)), wanted)) taken.push_back(std::move(title));
            CHECK(taken == expected);
        }
        CHECK(allocations() == before);
        CHECK(practice_site.stats().requests == needed);
        CHECK(practice_site.stats().peak_in_flight == 1);
    }
}
