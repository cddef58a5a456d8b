// What goes wrong, and it is the compiler: in an expression that decides whether to await at all (?:, &&, ||), g++ may
// await what it should not. All versions from 10 to 16 do so in the line below; clang does not. With g++ 11 and 12,
// `if (co_await x) co_return y;` does not even come back.
// The rule: one co_await a statement, and a name for its result. Decide with `if`, about names.
#include <iostream>
#include <string>
#include <string_view>

#include "../async.hpp"

namespace {

Coroutine<int> ask(std::string mirror, std::string& asked) {
    asked += mirror + " ";
    co_return 1;
}

Coroutine<int> ask_one_wrong(bool first, std::string& asked) {
    co_return first ? co_await ask("first", asked) : co_await ask("second", asked);
}

Coroutine<int> ask_one_right(bool first, std::string& asked) {
    int page = 0;
    if (first) page = co_await ask("first", asked);
    else page = co_await ask("second", asked);
    co_return page;
}

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    std::string asked;
    loop.run_until_complete(right ? ask_one_right(true, asked) : ask_one_wrong(true, asked));
    if (asked != "first ") {
        std::cerr << "wrong: asked " << asked << "- only the first one was to be asked\n";
        return 1;
    }
    std::cout << (right ? "right: " : "not this compiler: ") << "only the first one was asked\n";
}
