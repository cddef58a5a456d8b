// Exercise 04-1: a step that lets only some values through. (ten minutes)
// take(where(titles(fetch_all(job, timeout)), about_stars), 1) must yield the first film whose title begins with 星, a
// star, and fetch no page more than it needs. As it stands, `where` lets everything through. How is `take` made, in
// stream.hpp?
#include <doctest/doctest.h>

#include <set>

#include "common/testing/allocations.hpp"
#include "common/testing/crawler_contract.hpp"
#include "fetch_all.hpp"
#include "stream.hpp"

using namespace std::chrono_literals;

// The values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    // A coroutine, whose frame keeps its parameters: by value the test itself, by reference only a way to a test that
    // may be gone. (A class with begin() and end() that holds both would do too: that is what std::views::filter is.)
    for (T& value : source)
        if (test(value)) co_yield std::move(value);
}

