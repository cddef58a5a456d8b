// Chapter 03, the program: build/03_processes [--processes N]
#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) {
    int processes = 4;
    auto fetch = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, timeout, processes);
    };
    return run_chapter(argc, argv, fetch,
                       {{"--processes", "N", "at most N worker processes (default 4)", whole_number(processes, 1)}});
}
