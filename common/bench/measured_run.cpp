// Runs a program and asks the system what it cost: see measured_run.hpp.
#include "common/bench/measured_run.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "common/bench/command.hpp"

namespace {

double milliseconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

struct Cost {
    int status = 0;  // from waitpid
    double seconds = 0;
    rusage usage{};
};

// POSIX reports only the cost of all children together. So the program runs as the only child of a process in between.
Cost run_as_only_child(const std::vector<char*>& arguments, int output, int errors) {
    auto start = std::chrono::steady_clock::now();
    pid_t child = ::fork();
    if (child == 0) {
        ::dup2(output, STDOUT_FILENO);
        ::dup2(errors, STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    Cost cost;
    while (::waitpid(child, &cost.status, 0) < 0)
        if (errno != EINTR) ::_exit(1);  // fork has failed
    cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ::getrusage(RUSAGE_CHILDREN, &cost.usage);
    return cost;
}

}  // namespace

MeasuredRun run_and_measure(const std::vector<std::string>& command) {
    const std::vector<char*> arguments = exec_arguments(command);
    TemporaryFile output, errors, costs;

    pid_t between = ::fork();
    if (between < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (between == 0) {
        Cost cost = run_as_only_child(arguments, output.fd(), errors.fd());
        ::_exit(::write(costs.fd(), &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
    int status = 0;
    while (::waitpid(between, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    Cost cost;
    if (status != 0 || ::pread(costs.fd(), &cost, sizeof cost, 0) != sizeof cost)
        throw std::system_error(EAGAIN, std::generic_category(), "fork");

    MeasuredRun run;
    run.seconds = cost.seconds;
    run.status = WIFEXITED(cost.status) ? WEXITSTATUS(cost.status) : -1;
    run.cpu_milliseconds = milliseconds(cost.usage.ru_utime) + milliseconds(cost.usage.ru_stime);
#ifdef __APPLE__
    run.peak_megabytes = static_cast<double>(cost.usage.ru_maxrss) / 1e6;  // bytes on macOS
#else
    run.peak_megabytes = static_cast<double>(cost.usage.ru_maxrss) * 1024 / 1e6;  // kibibytes
#endif
    run.switches = cost.usage.ru_nvcsw + cost.usage.ru_nivcsw;
    run.output = output.content();
    run.errors = errors.content();
    return run;
}
