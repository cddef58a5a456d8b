// Wrong: collects all values before it yields the first.
#pragma once

#include <vector>

#include "stream.hpp"

// Yields the values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    std::vector<T> good;
    for (T& value : source)
        if (test(value)) good.push_back(std::move(value));
    for (T& value : good) co_yield std::move(value);
}
