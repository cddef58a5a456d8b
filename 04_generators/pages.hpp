// The crawler as a lazy stream: pages(job, timeout) | titles | take(30).
// The one idea: each step asks the one before it only when it is asked itself, so what nobody needs is never fetched.
#pragma once

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>

#include "common/crawl.hpp"
#include "generator.hpp"

// Takes the place of the rounds in common/crawl: each page is fetched when it is asked for.
Generator<Page> pages(Job job, std::chrono::milliseconds timeout);

// The film titles in the pages. It does not ask for the next page before it has handed out those of the last one.
Generator<std::string> titles(Generator<Page> pages);

// A step that lets the first `count` values through and does not ask for another one. (std::views::take would: it
// moves on behind the last value before it looks at its count, and that would be one more page.)
inline auto take(int count) {
    return [count]<typename T>(Generator<T> source) { return first_of(std::move(source), count); };
}

template <typename T>
Generator<T> first_of(Generator<T> source, int count) {
    if (count == 0) co_return;
    for (T& value : source) {
        co_yield std::move(value);
        if (--count == 0) break;
    }
}

// source | step means step(source), so that the stream reads in the order in which it flows. Only for steps that give
// a generator, which is what has a promise_type: the standard's own views bring a | along.
template <typename T, typename Step>
requires requires { typename std::invoke_result_t<Step, Generator<T>>::promise_type; }
auto operator|(Generator<T> source, Step step) { return step(std::move(source)); }
