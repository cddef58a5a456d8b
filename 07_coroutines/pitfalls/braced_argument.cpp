// What goes wrong, and it is the compiler: g++ up to 12 keeps two copies of an argument that has no constructor of its
// own (a struct in braces, a lambda with captures), made in the expression that awaits. It copies the bytes, and
// destroys both. g++ 13 and clang do not.
// The rule: one co_await a statement, and a name for what it takes. Make the argument in a line of its own.
#include <iostream>
#include <string>
#include <string_view>

#include "../async.hpp"

namespace {

struct Item {
    std::string url;
    int depth;
};

Coroutine<std::size_t> follow(Item link) { co_return link.url.size(); }

Coroutine<std::size_t> crawl_wrong() {
    std::size_t size = co_await follow({"http://www.example.com/a/rather/long/path", 2});
    co_return size;
}

Coroutine<std::size_t> crawl_right() {
    Item link{"http://www.example.com/a/rather/long/path", 2};
    std::size_t size = co_await follow(std::move(link));
    co_return size;
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    if (loop.run_until_complete(right ? crawl_right() : crawl_wrong()) != 41) return 1;
    std::cout << (right ? "right: " : "not this compiler: ") << "the link was destroyed as often as it was made\n";
}
