// What a program still holds when it ends, counted and said in one line, so that no trouble leaves anything unseen.
// Linked into the chapters' programs that `make faults` runs (build/faults/...), and into no others.
#include <unistd.h>

#include <string>

#include "common/testing/allocations.hpp"
#include "common/testing/holdings.hpp"

namespace {

// Made before all other objects of the program, and gone after them: this file is the first that is linked, and objects
// are made in that order (with ELF and Mach-O; no standard says so). What libraries hold is subtracted.
struct LeftBehind {
    // The standard three are not counted: a program that was started without them opens them.
    const Holdings before = holdings(STDERR_FILENO + 1);
    const long allocated = allocations();
    ~LeftBehind() {
        const long still_allocated = allocations() - allocated;
        const Holdings after = holdings(STDERR_FILENO + 1);
        say(after.descriptors - before.descriptors, " descriptors");
        say(after.threads - before.threads, " threads");
        say(has_children(), " child processes");
        say(still_allocated, " allocations, as a coroutine's frame is one");
    }
    static void say(long count, const char* what) {
        if (count == 0) return;
        const std::string line = std::string("left behind: ").append(std::to_string(count)).append(what).append("\n");
        [[maybe_unused]] ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
    }
} first_and_last;

}  // namespace
