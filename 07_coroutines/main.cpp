// Chapter 07, the program: build/07_coroutines
#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) { return run_chapter(argc, argv, fetch_all); }
