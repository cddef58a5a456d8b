// Chapter 01, the program that keeps its connection: build/01_keep_alive
#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) { return run_chapter(argc, argv, fetch_all_on_one_connection); }
