// Wrong: a lambda is the coroutine, and its captures are gone with the lambda.
#pragma once

#include "stream.hpp"

// Yields the values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    auto run = [test](Generator<T> values) -> Generator<T> {
        for (T& value : values)
            if (test(value)) co_yield std::move(value);
    };
    return run(std::move(source));
}
