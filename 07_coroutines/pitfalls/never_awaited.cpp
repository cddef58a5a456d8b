// What goes wrong: calling a coroutine only makes its frame. Nothing awaits it, so not a line of it runs. [[nodiscard]]
// makes it an error to ignore what the call returns, but (void) tells the compiler to be quiet.
// The rule: await every coroutine, or give it to a task and keep the task.
#include <iostream>
#include <string_view>

#include "../async.hpp"

namespace {

Coroutine<void> save(int& saved) {
    ++saved;
    co_return;
}

Coroutine<void> crawl_wrong(int& saved) {
    (void)save(saved);  // without (void) it does not compile
    co_return;
}

Coroutine<void> crawl_right(int& saved) { co_await save(saved); }

}  // namespace

int main(int argc, char** argv) {
    bool right = argc == 2 && std::string_view(argv[1]) == "right";
    EventLoop loop;
    int saved = 0;
    loop.run_until_complete(right ? crawl_right(saved) : crawl_wrong(saved));
    if (saved != 1) {
        std::cerr << "wrong: the crawl has ended, and nothing was saved\n";
        return 1;
    }
    std::cout << "right: the crawl has ended, and one page was saved\n";
}
