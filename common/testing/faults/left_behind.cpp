// Counts what a program still holds when it ends, and prints it in one line. It may also let memory run out: in a
// program that is started with MEMORY_ENDS_AFTER=100, from the 101st allocation on all fail, or as many as MEMORY_FAILS
// says.
// Only the chapters' programs that `make faults` runs (build/faults/...) are linked with it.
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "common/testing/allocations.hpp"
#include "common/testing/holdings.hpp"

namespace {

// Constructed before all other objects of the program and destroyed after them: this file is linked first, and objects
// are constructed in that order (with ELF and Mach-O; no standard says so). Subtracts what libraries hold.
struct LeftBehind {
    // Without the three standard descriptors: a program that was started without them opens them.
    const Holdings before = holdings(STDERR_FILENO + 1);
    const long allocated = allocations();
    std::optional<FailingAllocations> failing;

    LeftBehind() {
        const char *successes = std::getenv("MEMORY_ENDS_AFTER"), *failures = std::getenv("MEMORY_FAILS");
        if (successes != nullptr) failing.emplace(std::atol(successes), failures ? std::atol(failures) : 1'000'000);
    }
    ~LeftBehind() {
        failing.reset();
        const long still_allocated = allocations() - allocated;
        const Holdings after = holdings(STDERR_FILENO + 1);
        say(after.descriptors - before.descriptors, " descriptors");
        say(after.threads - before.threads, " threads");
        say(has_children(), " child processes");
        say(still_allocated, " allocations (a coroutine's frame is one)");
    }
    static void say(long count, const char* what) {
        if (count == 0) return;
        const std::string line = std::string("left behind: ").append(std::to_string(count)).append(what).append("\n");
        [[maybe_unused]] ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
    }
} first_and_last;

}  // namespace
