// Exercise 04-1: a step that lets only some values through. (ten minutes)
// take(where(titles(fetch_all(job, timeout)), about_stars), 1) must yield the first film whose title begins with 星, a
// star, and fetch no page more than it needs. As it stands, `where` lets everything through. How is `take` made, in
// stream.hpp?
#pragma once

#include "stream.hpp"

// The values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    // A coroutine, whose frame keeps its parameters: a parameter by value is the test itself, a reference leads to a
    // test that may be gone. (A class with begin() and end() that holds both would do too: that is what
    // std::views::filter is.)
    for (T& value : source)
        if (test(value)) co_yield std::move(value);
}
