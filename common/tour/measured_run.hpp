// Runs a program and says what it cost.
// Where am I? common/tour, `make run`. No lesson stands here: you may ignore it.
#pragma once

#include <string>
#include <vector>

struct MeasuredRun {
    int status = -1;  // its exit status, or -1 if a signal ended it
    std::string output;
    std::string errors;
    double seconds = 0;
    double cpu_milliseconds = 0;  // of the program and of the children it waited for
    double peak_megabytes = 0;    // of the largest single process
};

// Throws std::system_error if it cannot be started.
MeasuredRun run_and_measure(const std::vector<std::string>& command);
