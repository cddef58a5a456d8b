// Chapter 07: build/07_print_sum 1 2, as in the article. Its output is the article's. It also reports what happens
// meanwhile, on standard error.
#include <iostream>

#include "async.hpp"
#include "common/program/cli.hpp"

namespace {

using namespace std::chrono_literals;

Coroutine<int> compute(int x, int y) {
    std::cout << "Compute " << x << " + " << y << " ..." << std::endl;
    std::cerr << "  compute sleeps, and with it print_sum, which awaits it: " << (co_await ThisLoop()).tasks()
              << " task\n";
    co_await sleep_for(1s);
    std::cerr << "  compute goes on, and returns to print_sum\n";
    co_return x + y;
}

Coroutine<void> print_sum(int x, int y) {
    std::cerr << "  print_sum awaits compute: it goes on there, in the same task\n";
    int result = co_await compute(x, y);
    std::cout << x << " + " << y << " = " << result << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    int x = 0, y = 0;
    try {
        if (argc != 3) throw std::invalid_argument("takes two numbers, as in: 07_print_sum 1 2");
        whole_number(x, 0)(argv[1]);
        whole_number(y, 0)(argv[2]);
    } catch (const std::invalid_argument& error) {
        std::cerr << "07_print_sum " << error.what() << '\n';
        return 2;
    }
    EventLoop loop;
    loop.run_until_complete(print_sum(x, y));
}
