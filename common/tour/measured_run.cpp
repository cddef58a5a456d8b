// Running a program and asking the system what it cost: see measured_run.hpp.
#include "common/tour/measured_run.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <system_error>

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// A nameless file, which a program can fill to any length while nobody reads.
File temporary_file() {
    File file(std::tmpfile(), std::fclose);
    if (!file) throw std::system_error(errno, std::generic_category(), "temporary file");
    return file;
}

std::string content(const File& file) {
    std::string text;
    std::array<char, 4096> buffer;
    std::rewind(file.get());
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
        text.append(buffer.data(), count);
    return text;
}

double milliseconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

struct Cost {
    int status = 0;  // as waitpid gives it
    double seconds = 0;
    rusage usage{};
};

// Of one child among several POSIX tells no cost. So the program runs as the only child of a process between: what that
// one's children cost is what the program cost.
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
        if (errno != EINTR) ::_exit(1);  // there is no child: fork has failed
    cost.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ::getrusage(RUSAGE_CHILDREN, &cost.usage);
    return cost;
}

}  // namespace

MeasuredRun run_and_measure(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));  // exec's type
    arguments.push_back(nullptr);
    File output = temporary_file(), errors = temporary_file(), costs = temporary_file();

    pid_t between = ::fork();
    if (between < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (between == 0) {
        Cost cost = run_as_only_child(arguments, ::fileno(output.get()), ::fileno(errors.get()));
        ::_exit(::write(::fileno(costs.get()), &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
    int status = 0;
    while (::waitpid(between, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    Cost cost;
    if (status != 0 || ::pread(::fileno(costs.get()), &cost, sizeof cost, 0) != sizeof cost)
        throw std::system_error(EAGAIN, std::generic_category(), "fork");

    MeasuredRun run;
    run.seconds = cost.seconds;
    run.status = WIFEXITED(cost.status) ? WEXITSTATUS(cost.status) : -1;
    run.cpu_milliseconds = milliseconds(cost.usage.ru_utime) + milliseconds(cost.usage.ru_stime);
#ifdef __APPLE__
    run.peak_megabytes = static_cast<double>(cost.usage.ru_maxrss) / 1e6;  // in bytes there
#else
    run.peak_megabytes = static_cast<double>(cost.usage.ru_maxrss) / 1e3;  // in kilobytes
#endif
    run.switches = cost.usage.ru_nvcsw + cost.usage.ru_nivcsw;
    run.output = content(output);
    run.errors = content(errors);
    return run;
}
