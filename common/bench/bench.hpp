// The parts of `make bench`: see bench.cpp.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

std::string describe_machine();
double median(std::vector<double> values);  // 0 if there are none

// The floor: fetches pages with little more than the system calls, and keeps no page. Arguments: port, pages, how many
// at once, "close" or "keep". Returns the exit status.
int floor_client(char** arguments);

void prices(const std::string& folder);  // of a thread, process, fiber and coroutine, and of a turn of select and poll
void cores();                            // what the GIL prevents: parsing on all cores

// Starts a program in the background, in its own process group. end() kills it and everything it has started.
pid_t start_in_background(const std::vector<std::string>& command);
void end(pid_t child);
// Returns the memory of a process and its children, with shared memory counted once. 0 if the system cannot tell.
double kilobytes_of_tree(pid_t root);

// Draws plots side by side. Both axes are logarithmic.
struct PlotPoint {
    double x = 0;
    double y = 0;
};
struct Plot {
    std::string title;
    std::map<std::string, std::vector<PlotPoint>> lines;  // by name
};
std::string draw_plots(const std::vector<Plot>& plots, const std::string& x_title);
