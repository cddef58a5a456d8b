// Chapter 02, the program: build/02_threads [--threads N]
#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) {
    int threads = 0;  // 0: one per page
    auto fetch = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return threads == 0 ? fetch_all(urls, timeout) : fetch_all_in_a_pool(urls, timeout, threads);
    };
    return run_chapter(
        argc, argv, fetch,
        {{"--threads", "N", "a pool of N threads (default: a thread per page)", whole_number(threads, 1)}});
}
