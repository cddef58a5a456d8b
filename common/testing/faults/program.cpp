// Starts, watches and ends programs: see program.hpp.
#include "program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "common/testing/processes.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto a_moment = 1ms;
constexpr auto time_to_go = 5s;  // for children whose parent was ended by a signal

// Children that a program leaves behind become ours instead of init's, so that we see them.
void adopt_orphans() {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

// What the program itself printed. The address sanitizer warns about every program that switches stacks (07_fibers),
// even if it reports each switch.
std::string without_warning(std::string errors) {
    const auto what = errors.find("WARNING: ASan doesn't fully support");
    if (what == std::string::npos) return errors;
    const auto begin = errors.rfind('\n', what) + 1;  // of its line; the text's, if it is the first
    return errors.erase(begin, errors.find('\n', what) + 1 - begin);
}

// Waits for the processes of this group that have ended, and returns how many. The group's leader is gone already, so
// nothing else waits for them. Sets `empty` when the group has no processes left.
int reap_group(pid_t group, bool& empty) {
    int reaped = 0;
    pid_t child = 0;
    while ((child = ::waitpid(-group, nullptr, WNOHANG)) > 0) ++reaped;
    empty = child < 0 && ::kill(-group, 0) < 0 && errno == ESRCH;
    return reaped;
}

}  // namespace

std::string Program::command() const {
    std::string line;
    for (const std::string& word : words) line += word + " ";
    return line;
}

Pipe::Pipe() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    reader = Socket(ends[0]);
    writer = Socket(ends[1]);
}

Running::Running(const Program& program) : start_(std::chrono::steady_clock::now()) {
    adopt_orphans();
    end_ = start_ + program.patience;
    Words words = program.words;
    words[0] = built(words[0] == "site" ? "site" : "faults/" + words[0]);
    const std::vector<char*> arguments = exec_arguments(words);

    Pipe begun;
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ > 0) {
        begun.writer.close();
        char none;
        while (::read(begun.reader.fd(), &none, 1) < 0) continue;  // ends when the child has become the program
        return;
    }
    ::setpgid(0, 0);
    int nowhere = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(output_.fd(), STDOUT_FILENO);
    ::dup2(errors_.fd(), STDERR_FILENO);
    ::setenv("ASAN_OPTIONS", "exitcode=99:abort_on_error=0", 1);  // 1 would mean a failed page
    program.before();
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

Running::~Running() {
    if (!ended_) signal_to_group(SIGKILL);
    wait();
}

void Running::signal(int number) const {
    if (!ended_) ::kill(pid_, number);
}

void Running::signal_to_group(int number) const {
    if (!ended_) ::kill(-pid_, number);
}

bool Running::has_ended() {
    if (ended_) return true;
    int status = 0;
    pid_t waited = ::waitpid(pid_, &status, WNOHANG);
    auto now = std::chrono::steady_clock::now();
    if (waited == 0 && now < end_) return false;
    if (waited == 0) {  // its time is up
        result_.in_time = false;
        ::kill(-pid_, SIGKILL);
        ::waitpid(pid_, &status, 0);
    }
    ended_ = true;
    result_.time = now - start_;
    result_.status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

Ended Running::wait() {
    while (!has_ended()) std::this_thread::sleep_for(a_moment);
    if (pid_ < 0) return std::move(result_);
    bool empty = false;
    auto give_up = std::chrono::steady_clock::now() + time_to_go;
    for (result_.forgotten = reap_group(pid_, empty); !empty; result_.forgotten += reap_group(pid_, empty)) {
        if (std::chrono::steady_clock::now() > give_up) {
            result_.survived = true;
            ::kill(-pid_, SIGKILL);
        }
        std::this_thread::sleep_for(a_moment);
    }
    pid_ = -1;
    result_.output = output_.content();
    result_.errors = without_warning(errors_.content());
    CAPTURE(result_.errors);
    CHECK(result_.errors.find("Sanitizer") == std::string::npos);  // in every run, no sanitizer may find anything
    return std::move(result_);
}

void run_all(const std::vector<Program>& programs, std::size_t at_once,
             const std::function<void(std::size_t, const Ended&)>& check) {
    std::vector<std::pair<std::size_t, std::unique_ptr<Running>>> running;  // with each one's index
    for (std::size_t next = 0; next < programs.size() || !running.empty(); std::this_thread::sleep_for(a_moment)) {
        while (running.size() < at_once && next < programs.size()) {
            running.emplace_back(next, std::make_unique<Running>(programs[next]));
            ++next;
        }
        std::erase_if(running, [&](auto& one) {
            auto& [place, program] = one;
            if (!program->has_ended()) return false;
            check(place, program->wait());
            return true;
        });
    }
}

const std::vector<Words>& chapters() {
    static const std::vector<Words> all{{"01_blocking"},     {"02_threads"},     {"03_processes"},  {"04_generators"},
                                        {"05_select_loop"},  {"06_future_task"}, {"07_coroutines"}, {"07_fibers"},
                                        {"08_worker_queue"}, {"08_crawler"}};
    return all;
}

Words operator+(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}
