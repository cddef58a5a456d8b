// Runs a whole program as a process, and watches it until nothing of it is left.
// Each program has its own process group, so that a process that outlives it is found and ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "common/bench/command.hpp"
#include "common/socket.hpp"

using Words = std::vector<std::string>;

struct Program {
    Words words;  // {"01_blocking", "--timeout", "5", "http://..."}; from the folder $BUILD/faults; or {"site"}
    std::chrono::milliseconds patience;    // after this time it is killed
    std::function<void()> before = [] {};  // called in the child, before it becomes the program: limits and the like

    std::string command() const;  // the words as one line
};

struct Ended {
    int status = 0;       // the exit status, or minus the number of the signal that ended it
    bool in_time = true;  // false: it had to be killed
    std::string output, errors;
    int forgotten = 0;      // child processes for which it did not wait
    bool survived = false;  // some of them were still alive seconds later
    std::chrono::duration<double> time{};
};

// exec closes its descriptors, so pass them on with dup2.
struct Pipe {
    Socket reader, writer;
    Pipe();
};

class Running {
public:
    explicit Running(const Program& program);  // starts it
    ~Running();                                // kills what is left of it
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void signal(int number) const;           // to the program
    void signal_to_group(int number) const;  // to it and its children, as a terminal does with Ctrl-C
    bool has_ended();                        // returns at once
    Ended wait();                            // until it ends or its time is up

private:
    pid_t pid_ = -1;
    bool ended_ = false;
    Ended result_;
    TemporaryFile output_, errors_;
    std::chrono::steady_clock::time_point start_, end_;
};

// Runs all of them, `at_once` side by side. When one ends, calls `check` with its result and its index.
void run_all(const std::vector<Program>& programs, std::size_t at_once,
             const std::function<void(std::size_t place, const Ended&)>& check);

// The first words of each command: the programs of the eight chapters, two each for chapters 07 and 08.
const std::vector<Words>& chapters();

// {"a", "b"} and {"c"} become {"a", "b", "c"}.
Words operator+(Words words, const Words& more);
