// Wrong: keeps a reference to a test that is gone when the stream runs.
#pragma once

#include "stream.hpp"

// Yields the values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, const Test& test) {
    for (T& value : source)
        if (test(value)) co_yield std::move(value);
}
