// What goes wrong: a lambda's captures live in the lambda, and not in the frame of the coroutine that it makes. The
// lambda is gone at the end of its line, but the coroutine runs later.
// The rule: a lambda that is a coroutine captures nothing, and takes what it needs as parameters: the frame keeps them.
#include <iostream>
#include <string>
#include <string_view>

#include "../async.hpp"

namespace {

int wrong(EventLoop& loop) {
    std::string host = "the host of the practice site";
    Coroutine<std::size_t> length = [host]() -> Coroutine<std::size_t> { co_return host.size(); }();
    return loop.run_until_complete(std::move(length)) == host.size() ? 0 : 1;
}

int right(EventLoop& loop) {
    std::string host = "the host of the practice site";
    Coroutine<std::size_t> length = [](std::string name) -> Coroutine<std::size_t> { co_return name.size(); }(host);
    if (loop.run_until_complete(std::move(length)) != host.size()) return 1;
    std::cout << "right: the frame holds the host, and finds it\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    EventLoop loop;
    return argc == 2 && std::string_view(argv[1]) == "right" ? right(loop) : wrong(loop);
}
