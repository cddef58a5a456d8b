// What goes wrong, and it is the compiler: what `auto [a, b] = co_await x;` takes apart is an object without a name,
// and g++ 15 and 16 forget to destroy it. Earlier versions and clang do not. The rule: one co_await a statement, and a
// name for its result. Take it apart in the next line.
#include <iostream>
#include <memory>
#include <string_view>
#include <utility>

#include "../async.hpp"

namespace {

using Answer = std::pair<std::shared_ptr<int>, int>;

Coroutine<Answer> ask(std::shared_ptr<int> page) { co_return Answer(std::move(page), 200); }

Coroutine<int> status_wrong(std::shared_ptr<int> page) {
    auto [body, status] = co_await ask(page);
    co_await sleep_for(std::chrono::milliseconds(0));
    co_return status;
}

Coroutine<int> status_right(std::shared_ptr<int> page) {
    Answer answer = co_await ask(page);
    auto& [body, status] = answer;
    co_await sleep_for(std::chrono::milliseconds(0));
    co_return status;
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    auto page = std::make_shared<int>(3);
    int status = loop.run_until_complete(right ? status_right(page) : status_wrong(page));
    if (status != 200) return 1;
    if (page.use_count() != 1) {
        std::cerr << "wrong: the coroutine has ended, and something still holds the page\n";
        return 1;
    }
    std::cout << (right ? "right: " : "not this compiler: ") << "the page was let go at the end\n";
}
