// Chapter 04: build/04_fib N prints the first N Fibonacci numbers, each made when it is printed.
#include <cstdio>
#include <iostream>

#include "common/program/cli.hpp"
#include "fibonacci.hpp"

int main(int argc, char** argv) {
    int max = 0;
    try {
        if (argc != 2) throw std::invalid_argument("takes one number: how many to print");
        whole_number(max, 0)(argv[1]);
        for (std::uint64_t number : fib(max)) std::cout << number << '\n';
    } catch (const std::invalid_argument& error) {
        std::cerr << "04_fib " << error.what() << '\n';
        return 2;
    } catch (const std::overflow_error& error) {
        std::cerr << "04_fib: the next number would need " << error.what() << '\n';
        return 1;
    }
}
