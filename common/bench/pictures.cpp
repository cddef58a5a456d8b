// `make pictures`: lets each chapter crawl the film list and draws what its connections did.
// Called with a folder and the chapters' programs.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/bench/measured_run.hpp"
#include "common/program/waterfall.hpp"
#include "common/site/process.hpp"

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path);
    if (!(file << text << std::flush)) throw std::runtime_error(path.string() + " cannot be written");
    std::printf("%s\n", path.c_str());
}

Waterfall trace_of(const std::string& program, const site::SiteProcess& practice_site) {
    auto name = std::filesystem::path(program).filename().string();
    auto trace = std::filesystem::temp_directory_path() / (name + "." + std::to_string(practice_site.pid()) + ".json");
    MeasuredRun run = run_and_measure({program, "--quiet", "--trace", trace.string(), practice_site.url("/top250")});
    if (run.status != 0) throw std::runtime_error(name + " failed: " + run.errors);
    Waterfall waterfall = read_trace(trace.string(), name);
    std::filesystem::remove(trace);
    return waterfall;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(
            stderr, "usage: pictures FOLDER PROGRAM...    (make pictures calls it with every chapter that is there)\n");
        return 2;
    }
    try {
        std::filesystem::path folder = argv[1];
        std::filesystem::create_directories(folder);
        site::SiteProcess practice_site({.delay = std::chrono::milliseconds(100)});
        std::vector<Waterfall> waterfalls;
        double longest = 0;
        for (int i = 2; i < argc; ++i) {
            waterfalls.push_back(trace_of(argv[i], practice_site));
            longest = std::max(longest, waterfalls.back().seconds());
        }
        double seconds = std::max(1.1, longest);  // one scale for all
        for (const Waterfall& waterfall : waterfalls)
            write(folder / (waterfall.title.substr(0, 2) + ".svg"), draw(waterfall, seconds));
        if (waterfalls.size() > 1) write(folder / "overview.svg", draw_overview(waterfalls, seconds));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pictures: %s\n", error.what());
        return 1;
    }
}
