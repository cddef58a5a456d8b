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

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

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

}  // namespace

MeasuredRun run_and_measure(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& argument : command)
        arguments.push_back(const_cast<char*>(argument.c_str()));  // exec's type
    arguments.push_back(nullptr);
    File output = temporary_file(), errors = temporary_file();

    auto start = std::chrono::steady_clock::now();
    pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) {
        ::dup2(::fileno(output.get()), STDOUT_FILENO);
        ::dup2(::fileno(errors.get()), STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    int status = 0;
    rusage usage{};
    // wait4, not POSIX but everywhere: waitpid and getrusage could not tell one child's peak memory from another's.
    while (::wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "wait4");

    MeasuredRun run;
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    run.cpu_milliseconds = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
#ifdef __APPLE__
    run.peak_megabytes = static_cast<double>(usage.ru_maxrss) / 1e6;  // in bytes there
#else
    run.peak_megabytes = static_cast<double>(usage.ru_maxrss) / 1e3;  // in kilobytes
#endif
    run.switches = usage.ru_nvcsw + usage.ru_nivcsw;
    run.output = content(output);
    run.errors = content(errors);
    return run;
}
