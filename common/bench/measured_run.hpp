// Runs a program and says what it cost.
#pragma once

#include <string>
#include <vector>

struct MeasuredRun {
    int status = -1;  // its exit status, 127 if there is no such program, -1 if a signal ended it
    std::string output;
    std::string errors;
    double seconds = 0;
    double cpu_milliseconds = 0;  // of the program and of the children it waited for
    double peak_megabytes = 0;    // of the largest single process
    long switches = 0;            // how often the system took the processor from them, or they gave it up
};

// The program is looked for in $PATH if its name has no slash. Throws std::system_error if there can be no child
// process.
MeasuredRun run_and_measure(const std::vector<std::string>& command);
