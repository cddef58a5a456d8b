// Chapter 07, the program: build/07_coroutines [--stackful]
#include "common/cli.hpp"
#include "fetch_all.hpp"
#include "fiber_fetch.hpp"

int main(int argc, char** argv) {
    bool stackful = false;
    auto fetch = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return stackful ? fetch_all_stackful(urls, timeout) : fetch_all(urls, timeout);
    };
    return run_chapter(argc, argv, fetch,
                       {{"--stackful", "", "fibers in the place of co_await", [&](auto&) { stackful = true; }}});
}
