// Wrong: ends at the first value that does not pass.
#pragma once

#include "stream.hpp"

// Yields the values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    for (T& value : source)
        if (test(value)) co_yield std::move(value);
        else co_return;
}
