// Steps of a stream: take(titles(fetch_all(job, timeout)), 30). Each step asks the one before it only when it is asked
// itself.
#pragma once

#include <string>
#include <utility>

#include "common/crawl/html_text.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/page.hpp"
#include "generator.hpp"

// Yields the film titles in the pages. Asks for the next page only when it has yielded those of the last one.
inline Generator<std::string> titles(Generator<Page> pages) {
    for (const Page& page : pages)
        if (!page.failed())
            for (std::string& title : film_titles(html_text(page.response))) co_yield std::move(title);
}

// Yields the first `count` values, and does not ask for another one. (std::views::take does: it moves past the last
// value before it looks at its count, and that would cost one more page.)
template <typename T>
Generator<T> take(Generator<T> source, int count) {
    if (count == 0) co_return;
    for (T& value : source) {
        co_yield std::move(value);
        if (--count == 0) break;
    }
}
