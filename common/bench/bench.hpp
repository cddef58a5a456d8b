// The pieces of `make bench`: see bench.cpp.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

std::string describe_machine();
double median(std::vector<double> values);  // 0 of none

// The bare floor: fetches pages with nothing but the system calls, and keeps none. Arguments: port, pages, how many at
// once, "close" or "keep". Returns the exit status.
int floor_client(char** arguments);

void prices(const std::string& folder);  // of a thread, a process, a fiber, a coroutine; of one turn of select and poll
void cores();                            // what the GIL took away: parsing on one and on all of them

// A program in the background, in a process group of its own; end() ends it and all that it has started.
pid_t start_in_background(const std::vector<std::string>& command);
void end(pid_t child);
// The memory that it and its children hold, what they share counted once. 0 where the system does not tell.
double kilobytes_of_tree(pid_t root);

// Lines with both axes logarithmic, a plot beside the other.
struct PlotPoint {
    double x = 0;
    double y = 0;
};
struct Plot {
    std::string title;
    std::map<std::string, std::vector<PlotPoint>> lines;  // by name
};
std::string draw_plots(const std::vector<Plot>& plots, const std::string& x_title);
