#!/usr/bin/env python3
"""Tests awaits.py: what it must find, and what it must leave alone. Prints nothing if all is well."""
import sys

sys.dont_write_bytecode = True
from awaits import wrong_places

WRONG = {
    "in the parentheses of if, while, for or switch": [
        "if (co_await f() == 2) co_return 1;",
        "if (int x = co_await f(); x > 2) { g(); }",
        "while (n < 3 && co_await f() == 2) ++n;",
        "do { g(); } while (co_await f());",
        "for (; co_await f(); ) g();",
        "for (int x : co_await f()) { g(x); }",
        "switch (co_await f()) { case 1: g(); }",
        "else if (co_yield 1) g();",
    ],
    "two of them in one statement": ["g(co_await a(), co_await b());", "int n = value(co_yield a) + value(co_yield b);"],
    "beside ?:, && or ||": [
        "co_return c ? co_await a() : 1;",
        "co_return c && co_await a();",
        "co_return c || co_await a();",
        "co_await f(c ? x : y);",
        "if (d) { bool x = c && co_await a(); }",
    ],
    "beside throw": ["throw Failed(co_await why());"],
    "its result is taken apart without a name": ["auto [a, b] = co_await f();", "const auto& [a, b] = co_await f();"],
    "beside an initializer in braces": [
        "co_await put({url, 2});",
        "co_await put(Item{url, 2});",
        "Item item{co_await f(), 2};",
        "std::vector<int> all{co_await f()};",
        "co_return {co_await f(), 2};",
    ],
    "beside a lambda that captures a value": [
        "co_await call([x] { return x; });",
        "co_await call([&, x = std::move(x)]() mutable { return x; });",
        "auto f = [x = co_await g()] { return x; };",
        "int n = co_await [=]() -> Coroutine<int> { co_return x; }();",
    ],
}

RIGHT = [
    "int x = co_await f(a, b[i], std::move(c)); if (x == 2 && c) co_return 1;",
    "if (c && d) co_await f(); else co_await g();",
    "while (items.empty() && !closed) co_await not_empty.wait();",
    "for (int x : {1, 2}) co_await f(x);",
    "for (;;) { co_yield n; }",
    "Coroutine<int> f(Item item = {}) { co_return co_await g(); }",
    "struct Wait { int n{1}; Coroutine<void> f() const { co_await g; } };",
    "auto f = [x](Future<int>& future) -> Coroutine<int> { co_return co_await future; };",
    "run([&](Group& group) -> Coroutine<void> { group.start(g({1, 2})); co_await h(); });",
    "co_await call([&a, this] { return a && b ? 1 : 2; });",
    "co_await call([] { return Item{1, 2}; });",
    "co_await NextTurn{};",
    "auto&& x = co_await f();",
    "auto& [a, b] = answer;",
    "// if (co_await f()) g();",
    'text("co_await a ? b : c");',
    "case 'x': co_await f(); break;",
    "template <typename T> requires std::is_void_v<T> void f() { co_await g(); }",
]


def main():
    failures = []
    for wrong, samples in WRONG.items():
        for sample in samples:
            code = "Coroutine<int> f() {\n%s\n}\n" % sample
            if wrong_places(code) != [(2, wrong)]:
                failures.append("%s: %s" % (sample, wrong_places(code)))
    for sample in RIGHT:
        if wrong_places("Coroutine<int> f() {\n%s\n}\n" % sample):
            failures.append("%s: %s" % (sample, wrong_places("Coroutine<int> f() {\n%s\n}\n" % sample)))
    for failure in failures:
        print("awaits_test.py: " + failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
