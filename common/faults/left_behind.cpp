// What a program still holds when it ends, counted and said in one line: so that no trouble leaves anything unseen.
// Where am I? common/faults; linked into the chapters' programs that `make faults` runs (build/faults/...), and into
// no others. The one idea: this object is made before everything else in the program, and goes after it.
#include <unistd.h>

#include <string>

#include "common/frame_count.hpp"
#include "common/testing/holdings.hpp"

namespace {

struct LeftBehind {
    // The standard three are not counted: a program that was started without them opens them.
    const Holdings before = holdings(STDERR_FILENO + 1);
    ~LeftBehind() {
        const Holdings after = holdings(STDERR_FILENO + 1);
        say(after.descriptors - before.descriptors, " descriptors");
        say(after.threads - before.threads, " threads");
        say(has_children(), " child processes");
        say(CountedFrame::alive, " coroutine frames or fibers");
    }
    static void say(long count, const char* what) {
        if (count == 0) return;
        const std::string line = std::string("left behind: ").append(std::to_string(count)).append(what).append("\n");
        [[maybe_unused]] ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
    }
} first_and_last;

}  // namespace
