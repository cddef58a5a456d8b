// Chapter 06, the program: build/06_future_task
#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) { return run_chapter(argc, argv, fetch_all); }
