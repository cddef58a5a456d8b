// Runs a program and measures what it costs.
#pragma once

#include <string>
#include <vector>

struct MeasuredRun {
    int status = -1;  // the exit status; 127 if there is no such program, -1 if a signal ended it
    std::string output;
    std::string errors;
    double seconds = 0;
    double cpu_milliseconds = 0;  // of the program and the children that it waited for
    double peak_megabytes = 0;    // of the largest process
    long switches = 0;            // context switches, voluntary or not
};

// Finds the program in $PATH if its name has no slash. Throws std::system_error if fork() fails.
MeasuredRun run_and_measure(const std::vector<std::string>& command);
