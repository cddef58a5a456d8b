// What goes wrong: the frame keeps a reference parameter as a reference. Here it refers to a temporary, which is gone
// at the end of the line that makes the coroutine, but the coroutine runs later.
// The rule: a coroutine takes its parameters by value, unless they surely outlive it, as the loop does.
#include <iostream>
#include <string>
#include <string_view>

#include "../async.hpp"

namespace {

Coroutine<std::size_t> length_by_reference(const std::string& name) { co_return name.size(); }
Coroutine<std::size_t> length_by_value(std::string name) { co_return name.size(); }

int wrong(EventLoop& loop) {
    Coroutine<std::size_t> length = length_by_reference(std::string("www.") + "example.com");
    return loop.run_until_complete(std::move(length)) == 15 ? 0 : 1;
}

int right(EventLoop& loop) {
    Coroutine<std::size_t> length = length_by_value(std::string("www.") + "example.com");
    if (loop.run_until_complete(std::move(length)) != 15) return 1;
    std::cout << "right: the name has moved into the frame\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    EventLoop loop;
    return argc == 2 && std::string_view(argv[1]) == "right" ? right(loop) : wrong(loop);
}
