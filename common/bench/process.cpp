// What `make bench` asks the system about the machine and about running programs.
#include <fcntl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>
#include <thread>

#include "common/bench/bench.hpp"
#include "common/bench/command.hpp"

std::string describe_machine() {
    utsname system{};
    ::uname(&system);
    std::string text = std::string(system.sysname) + " " + system.release + ", " + system.machine + ", " +
                       std::to_string(std::thread::hardware_concurrency()) + " processors";
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (!line.starts_with("model name")) continue;
        text += " (" + line.substr(line.find(':') + 2) + ")";
        break;
    }
#ifdef __clang__
    return text + "; clang " + __clang_version__;
#else
    return text + "; g++ " + __VERSION__;
#endif
}

pid_t start_in_background(const std::vector<std::string>& command) {
    const std::vector<char*> arguments = exec_arguments(command);
    pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0) {
        ::setpgid(0, 0);
        int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::setpgid(child, child);
    return child;
}

void end(pid_t child) {
    ::kill(-child, SIGKILL);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
}

double kilobytes_of_tree(pid_t root) {
    const std::string folder = "/proc/" + std::to_string(root);
    double kilobytes = 0;
    std::ifstream memory(folder + "/smaps_rollup");  // Linux; Pss divides shared memory among its users
    for (std::string line; std::getline(memory, line);)
        if (line.starts_with("Pss:")) kilobytes = std::stod(line.substr(4));
    std::ifstream children(folder + "/task/" + std::to_string(root) + "/children");
    for (pid_t child = 0; children >> child;) kilobytes += kilobytes_of_tree(child);
    return kilobytes;
}
