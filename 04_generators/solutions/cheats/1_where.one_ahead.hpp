// Wrong: looks for the next value before it yields this one, and so asks for pages that may not be needed.
#pragma once

#include <optional>

#include "stream.hpp"

// Yields the values for which test(value) is true.
template <typename T, typename Test>
Generator<T> where(Generator<T> source, Test test) {
    std::optional<T> found;
    for (T& value : source) {
        if (!test(value)) continue;
        if (found) co_yield std::move(*found);
        found = std::move(value);
    }
    if (found) co_yield std::move(*found);
}
