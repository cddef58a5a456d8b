// Chapter 07's second step, the program: build/07_fibers
#include "common/program/cli.hpp"
#include "fetch.hpp"

int main(int argc, char** argv) { return run_chapter(argc, argv, fetch_all_in_fibers); }
