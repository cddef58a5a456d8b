// Chapter 05, the program: build/05_select_loop [--selector select|poll]
#include <stdexcept>

#include "common/program/cli.hpp"
#include "fetch_all.hpp"

int main(int argc, char** argv) {
    Backend backend = Backend::poll;
    auto choose = [&](const std::string& name) {
        if (name != "select" && name != "poll")
            throw std::invalid_argument("takes select or poll, not \"" + printable(name) + "\"");
        backend = name == "select" ? Backend::select : Backend::poll;
    };
    auto fetch = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        return fetch_all(urls, timeout, backend);
    };
    return run_chapter(argc, argv, fetch, {{"--selector", "NAME", "select or poll (default poll)", choose}});
}
