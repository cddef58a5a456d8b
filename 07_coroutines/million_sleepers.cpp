// Chapter 07: build/07_million_sleepers [N]. What does a sleeping task take? Measured with a million of them. The
// program's operator new adds up the bytes. Only the system knows what malloc adds (`make bench PART=sleepers`).
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <new>

#include "async.hpp"
#include "common/program/cli.hpp"

namespace {

double asked = 0;  // bytes
long awake = 0;

}  // namespace

void* operator new(std::size_t size) {
    asked += static_cast<double>(size);
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

Coroutine<void> sleeper() {
    co_await sleep_for(std::chrono::seconds(1));
    ++awake;
}

}  // namespace

int main(int argc, char** argv) {
    int count = 1'000'000;
    try {
        if (argc > 1) whole_number(count, 1)(argv[1]);
    } catch (const std::invalid_argument& error) {
        std::cerr << "07_million_sleepers " << error.what() << '\n';
        return 2;
    }
    double frames = 0, tasks = 0;
    EventLoop loop;
    TaskGroup<> group(loop);
    for (int i = 0; i < count; ++i) {
        const double before = asked;
        Coroutine<void> coroutine = sleeper();
        const double between = asked;
        group.start(std::move(coroutine));
        frames += between - before;
        tasks += asked - between;
    }
    const double before = asked;
    loop.run_once();  // each runs to its co_await
    const double alarms = asked - before;
    loop.run_until_complete(group.wait());

    const double each = 1.0 / count, turn = sizeof(EventLoop::Callback);
    std::printf("of each of %ld tasks that slept, in bytes\n", awake);
    std::printf("  the frame of its coroutine       %6.1f\n", frames * each);
    std::printf("  the task, in its group           %6.1f\n", tasks * each - turn);
    std::printf("  its alarm's place in the loop    %6.1f\n", alarms * each);
    std::printf("  its first turn in the queue      %6.1f, given back before it slept\n", turn);
}
