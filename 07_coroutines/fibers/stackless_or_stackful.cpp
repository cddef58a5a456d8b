// Chapter 07: build/07_stackless_or_stackful. What does a paused coroutine cost, and what does a paused fiber cost?
// Each of the two is as small as possible: it pauses in a loop until it is told to end.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <coroutine>
#include <cstdio>
#include <deque>
#include <exception>
#include <vector>

#include "fiber.hpp"

namespace {

constexpr int many = 10'000;

// Both kinds run to their first pause when they are made, and to their end when they are destroyed.
class PausedCoroutine {
public:
    PausedCoroutine() : frame_(run(end_).frame) { resume(); }
    PausedCoroutine(const PausedCoroutine&) = delete;
    ~PausedCoroutine() {
        end_ = true;
        resume();
        frame_.destroy();
    }
    void resume() { frame_.resume(); }

private:
    struct Made {
        struct promise_type {
            Made get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
            std::suspend_always initial_suspend() { return {}; }
            std::suspend_always final_suspend() noexcept { return {}; }
            void return_void() {}
            void unhandled_exception() { std::terminate(); }
        };
        std::coroutine_handle<> frame;
    };
    // Not inlined: clang sees that the coroutine ends in the function that made it, and would not make a frame. Real
    // ones have a frame.
    [[gnu::noinline]] static Made run(const bool& end) {
        while (!end) co_await std::suspend_always{};
    }

    bool end_ = false;
    std::coroutine_handle<> frame_;
};

class PausedFiber {
public:
    PausedFiber()
        : fiber_([this] {
              while (!end_) Fiber::pause();
          }) {
        resume();
    }
    PausedFiber(const PausedFiber&) = delete;
    ~PausedFiber() {
        end_ = true;
        resume();
    }
    void resume() { fiber_.resume(); }

private:
    bool end_ = false;
    Fiber fiber_;
};

long largest_so_far() {  // resident memory, in bytes
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return usage.ru_maxrss * 1024;
#endif
}

// In a child process: otherwise one kind would use again what the other has given back, and would seem to be free.
template <typename Paused>
void show_memory(const char* name) {
    std::fflush(stdout);
    pid_t child = ::fork();
    if (child == 0) {
        long before = largest_so_far();
        std::deque<Paused> all;
        for (int i = 0; i < many; ++i) all.emplace_back();
        std::printf("%-10s memory of one paused     : %6ld   bytes (resident, measured with %d of them)\n", name,
                    (largest_so_far() - before) / many, many);
        std::fflush(stdout);
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
}

// Returns the nanoseconds of one call: the median of 15 batches.
template <typename Work>
double cost(int calls, Work work) {
    std::vector<double> batches;
    for (int batch = 0; batch < 15; ++batch) {
        auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < calls; ++i) work();
        batches.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() /
                          calls);
    }
    std::nth_element(batches.begin(), batches.begin() + 7, batches.end());
    return batches[7];
}

template <typename Paused>
double there_and_back() {
    Paused one;
    return cost(100'000, [&] { one.resume(); });
}
template <typename Paused>
double whole_life() {
    return cost(10'000, [] { Paused(); });
}

void show_times(const char* what, double coroutine, double fiber, const char* in_it) {
    std::printf("coroutine: %s: %8.1f ns\n", what, coroutine);
    std::printf("fiber:     %s: %8.1f ns, %.0f times as much (%s)\n", what, fiber, fiber / coroutine, in_it);
}

}  // namespace

int main() {
    show_memory<PausedCoroutine>("coroutine:");
    show_memory<PausedFiber>("fiber:");
    show_times("resumed, and paused again", there_and_back<PausedCoroutine>(), there_and_back<PausedFiber>(),
               "two swapcontext, in glibc with a system call rt_sigprocmask each");
    show_times("made, run and destroyed  ", whole_life<PausedCoroutine>(), whole_life<PausedFiber>(),
               "its stack: mmap, mprotect, munmap; and two switches there and back");
}
