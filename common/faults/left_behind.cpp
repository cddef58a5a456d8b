// What a program still holds when it ends, counted and said in one line: so that no trouble leaves anything unseen.
// Where am I? common/faults; linked into the chapters' programs that `make faults` runs (build/faults/...), and into
// no others. The one idea: this object is made before everything else in the program, and goes after it.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "common/frame_count.hpp"

namespace {

struct Holdings {
    long descriptors = 0;
    long threads = 0;  // 0 where the system does not tell
    long children = 0;
    long frames = CountedFrame::alive;  // of coroutines and fibers

    Holdings() {
        for (int fd = STDERR_FILENO + 1; fd < 4096; ++fd) descriptors += ::fcntl(fd, F_GETFD) >= 0;
        std::error_code none;
        for (std::filesystem::directory_iterator task("/proc/self/task", none), end; task != end; task.increment(none))
            ++threads;
        children = ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
    }
};

struct LeftBehind {
    Holdings before;
    ~LeftBehind() {
        const Holdings after;
        say(after.descriptors - before.descriptors, " descriptors");
        say(after.threads - before.threads, " threads");
        say(after.children - before.children, " child processes");
        say(after.frames - before.frames, " coroutine frames or fibers");
    }
    static void say(long count, const char* what) {
        if (count == 0) return;
        const std::string line = std::string("left behind: ").append(std::to_string(count)).append(what).append("\n");
        [[maybe_unused]] ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
    }
} first_and_last;

}  // namespace
