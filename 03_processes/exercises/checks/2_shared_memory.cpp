// The checks of exercise 03-2. There is nothing to edit here.
#include "2_shared_memory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <thread>
#include <type_traits>

#include "worker.hpp"

template <typename Number>
constexpr bool is_atomic = requires(Number number) {
    number.fetch_add(1);
};

TEST_CASE("the parent reads what a worker writes, and nothing is lost when four write") {
    Shared<Board> board;
    Worker([&](const Socket&) { board->pages = 7; }).wait_for_end();
    REQUIRE_MESSAGE(board->pages == 7, "expected 7, which the worker wrote; seen: ", long(board->pages),
                    ". It wrote to a copy: fork() copies all memory, except what was mapped with MAP_SHARED");
    Worker([&](const Socket&) {
        board->pages = 8;
        std::raise(SIGKILL);
    }).wait_for_end();
    CHECK_MESSAGE(board->pages == 8, "expected 8, which the killed worker wrote; seen: ", long(board->pages));

    constexpr long each = 500'000;
    board->pages = 0;
    Shared<std::atomic<int>> ready;
    auto count = [&](const Socket&) {
        for (++*ready; *ready < 4;) std::this_thread::yield();  // all four begin together
        for (long i = 0; i < each; ++i) {
            ++board->pages;
            std::atomic_signal_fence(std::memory_order_seq_cst);  // so that the compiler does not add them all at once
        }
    };
    for (Worker& worker : std::array{Worker(count), Worker(count), Worker(count), Worker(count)}) worker.wait_for_end();
    CHECK_MESSAGE(board->pages == 4 * each, "expected ", 4 * each, " pages, ", each,
                  " from each of four workers; seen: ", long(board->pages),
                  ". Adding 1 means to read, to add and to write, and another worker came in between");
    CHECK_MESSAGE(is_atomic<decltype(Board::pages)>,
                  "adding 1 to this type is not a single step, so it is a matter of luck whether any are lost");
}

struct Guest {
    Guest() { ++alive; }
    ~Guest() { --alive; }
    int number = 42;
    static inline int alive = 0;
};

TEST_CASE("the T is constructed once and destroyed once, and the memory is unmapped") {
    volatile std::uintptr_t place = 0;  // (so that the compiler does not warn about its use below)
    {
        Shared<Guest> guest;
        place = reinterpret_cast<std::uintptr_t>(&*guest);
        CHECK_MESSAGE(guest->number == 42, "T's constructor has not run: std::construct_at(address) runs it");
        CHECK(Guest::alive == 1);
    }
    CHECK_MESSAGE(Guest::alive == 0, "T's destructor has not run: std::destroy_at(address) runs it");
    // msync() knows whether something is mapped at an address.
    bool mapped = ::msync(reinterpret_cast<void*>(place), sizeof(Guest), MS_ASYNC) == 0 || errno != ENOMEM;
    CHECK_MESSAGE(!mapped, "the memory is still there: what calls munmap()?");
    bool copyable = std::is_copy_constructible_v<Shared<Guest>> || std::is_copy_assignable_v<Shared<Guest>>;
    CHECK_MESSAGE(!copyable, "two copies of a Shared would both give the same memory back");
}

struct Huge {
    Huge() {}
    std::array<char, (1ull << 48)> bytes;  // 256 TiB: no system has that much for one process
};

TEST_CASE("if there is no memory, the constructor throws") {
    CHECK_THROWS_AS_MESSAGE(Shared<Huge>(), std::system_error, "what does mmap() return when there is no memory?");
}
