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

struct Bytes {
    double frames = 0, tasks = 0, alarms = 0;
};

Coroutine<void> sleeper() {
    co_await sleep_for(std::chrono::seconds(1));
    ++awake;
}

Coroutine<void> start_sleepers(TaskGroup& group, int count, Bytes& bytes) {
    for (int i = 0; i < count; ++i) {
        const double before = asked;
        Coroutine<void> coroutine = sleeper();
        const double between = asked;
        group.start(std::move(coroutine));
        bytes.frames += between - before;
        bytes.tasks += asked - between;
    }
    const double before = asked;
    co_await sleep_for(std::chrono::seconds(0));  // until each of them has run to its co_await
    bytes.alarms = asked - before;
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
    Bytes bytes;
    EventLoop loop;
    loop.run_until_complete(with_task_group([&](TaskGroup& group) { return start_sleepers(group, count, bytes); }));

    const double each = 1.0 / count;
    std::printf("of each of %ld tasks that slept, in bytes\n", awake);
    std::printf("  the frame of its coroutine       %6.1f\n", bytes.frames * each);
    std::printf("  the task, in its group           %6.1f\n", bytes.tasks * each);
    std::printf("  its alarm's place in the loop    %6.1f\n", bytes.alarms * each);
}
