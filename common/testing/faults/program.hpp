// A whole program, run as a process and watched until nothing is left of it.
// Each program leads a process group of its own, so that whoever outlives it is found, and ended.
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
    std::chrono::milliseconds patience;    // after so long it is killed
    std::function<void()> before = [] {};  // called in the child, before it becomes the program: limits and the like

    std::string command() const;  // the words as one line
};

struct Ended {
    int status = 0;       // the exit status, or minus the number of the signal that ended it
    bool in_time = true;  // it had not to be killed
    std::string output, errors;
    int forgotten = 0;      // of its child processes: it ended, and had not waited for their end
    bool survived = false;  // some of them were still there seconds later
    std::chrono::duration<double> time{};
};

// Closed in a program that is run: to be its output it must be given by dup2.
struct Pipe {
    Socket reader, writer;
    Pipe();
};

class Running {
public:
    explicit Running(const Program& program);  // starts it
    ~Running();                                // and nothing of it is left
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void signal(int number) const;           // to the program
    void signal_to_group(int number) const;  // to it and its children, as a terminal does with Ctrl-C
    bool has_ended();                        // returns at once
    Ended wait();                            // until it has ended, or its time is up

private:
    pid_t pid_ = -1;
    bool ended_ = false;
    Ended result_;
    TemporaryFile output_, errors_;
    std::chrono::steady_clock::time_point start_, end_;
};

// Runs them all, `at_once` side by side, and calls `check` for each when it has ended, with its place in the list.
void run_all(const std::vector<Program>& programs, std::size_t at_once,
             const std::function<void(std::size_t place, const Ended&)>& check);

// The eight programs, chapter 07 in both its ways: the first words of a command.
const std::vector<Words>& chapters();

// {"a", "b"} and {"c"} make {"a", "b", "c"}.
Words operator+(Words words, const Words& more);
