// `make bench`: measures what docs/measurements.md shows, and prints it as tables. Its arguments are the folder of the
// chapters' programs, and the parts to measure (none: all of them).
// Programs that are compared run in turn, A B C A B C ..., so that a slow minute of the machine affects all of them.
// The tables show the median, and the spread from best to worst.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "common/bench/bench.hpp"
#include "common/bench/measured_run.hpp"
#include "common/program/report.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"

using namespace std::chrono_literals;

namespace {

constexpr int runs = 5;

// One of the programs that are compared, and its runs.
struct Contender {
    std::string name;
    std::vector<std::string> command;
    std::vector<MeasuredRun> runs = {};
    std::string trouble = {};  // the error of its first failed run

    double median_of(double (*figure)(const MeasuredRun&)) const {
        std::vector<double> values;
        for (const MeasuredRun& run : runs) values.push_back(figure(run));
        return median(std::move(values));
    }
    double seconds() const {
        return median_of([](const MeasuredRun& run) { return run.seconds; });
    }
    double cpu() const {  // milliseconds
        return median_of([](const MeasuredRun& run) { return run.cpu_milliseconds; });
    }
    double megabytes() const {
        return median_of([](const MeasuredRun& run) { return run.peak_megabytes; });
    }
    double switches() const {
        return median_of([](const MeasuredRun& run) { return static_cast<double>(run.switches); });
    }
    std::string spread() const {  // of the seconds
        auto [least, most] = std::minmax_element(
            runs.begin(), runs.end(), [](const MeasuredRun& a, const MeasuredRun& b) { return a.seconds < b.seconds; });
        return number(least->seconds, 2) + "-" + number(most->seconds, 2);
    }
};

void run_in_turn(std::vector<Contender>& contenders) {
    for (int round = 0; round < runs; ++round) {
        for (Contender& contender : contenders) {
            if (!contender.trouble.empty()) continue;
            MeasuredRun run = run_and_measure(contender.command);
            if (run.status == 0) contender.runs.push_back(run);
            else
                contender.trouble = run.errors.empty() ? "exit status " + std::to_string(run.status)
                                                       : run.errors.substr(0, run.errors.find('\n'));
        }
        std::fprintf(stderr, "round %d of %d\r", round + 1, runs);
    }
    std::fprintf(stderr, "\033[K");
}

bool is_installed(const std::string& program) {
    return run_and_measure({"sh", "-c", "command -v " + program}).status == 0;
}

// Returns how many system calls the program makes per page, or "-" without strace.
std::string system_calls(const Contender& contender, double pages) {
    if (!is_installed("strace")) return "-";
    std::vector<std::string> command{"strace", "-f", "-c", "-U", "calls,name", "-o", "/dev/stderr"};
    command.insert(command.end(), contender.command.begin(), contender.command.end());
    std::string errors = run_and_measure(command).errors;
    std::size_t total = errors.rfind("total");
    if (total == std::string::npos) return "-";
    return number(std::strtod(errors.c_str() + errors.rfind('\n', total), nullptr) / pages);
}

// --- 1. The two jobs of the article -------------------------------------------------------------------------

void jobs(const std::string& folder) {
    site::SiteProcess practice_site({.delay = 100ms});
    for (bool search : {false, true}) {
        auto with = [&](const std::string& name, std::vector<std::string> options) {
            std::vector<std::string> command{folder + name, "--quiet"};
            command.insert(command.end(), options.begin(), options.end());
            if (search) command.insert(command.end(), {"--search", "100"});
            command.push_back(practice_site.url("/top250"));
            std::string title = name;
            for (const std::string& option : options) title += " " + option;
            return Contender{title, command};
        };
        std::vector<Contender> contenders{with("01_blocking", {}),
                                          with("02_threads", {}),
                                          with("02_threads", {"--threads", "4"}),
                                          with("03_processes", {}),
                                          with("02_threads", {"--threads", "9"}),
                                          with("03_processes", {"--processes", "9"}),
                                          with("04_generators", {}),
                                          with("05_select_loop", {}),
                                          with("06_future_task", {}),
                                          with("07_coroutines", {}),
                                          with("07_fibers", {}),
                                          with("08_worker_queue", {}),
                                          with("08_crawler", {})};
        run_in_turn(contenders);
        const double pages = search ? 100 : 10;
        std::printf("\n### %s, 100 ms per page\n\n", search ? "100 search pages" : "The film list, 10 pages");
        std::printf(
            "| program | seconds | min-max | faster | CPU ms per page | MB | context switches per page | system calls "
            "per page |\n");
        std::printf("|---|---:|---:|---:|---:|---:|---:|---:|\n");
        for (const Contender& c : contenders) {
            if (!c.trouble.empty()) std::printf("| %s | %s |\n", c.name.c_str(), c.trouble.c_str());
            else
                std::printf("| %s | %.3f | %s | %.1fx | %.2f | %.1f | %.1f | %s |\n", c.name.c_str(), c.seconds(),
                            c.spread().c_str(), contenders[0].seconds() / c.seconds(), c.cpu() / pages, c.megabytes(),
                            c.switches() / pages, system_calls(c, pages).c_str());
        }
    }
}

// --- 2. Without delay: the cost of the programs themselves ----------------------------------------------------

void throughput(const std::string& folder, const std::string& self) {
    site::SiteProcess practice_site({.delay = 0ms});
    const int pages = 5000;
    const std::string count = std::to_string(pages), any = practice_site.url("/");
    for (int width : {1, 10, 100}) {
        const std::string c = std::to_string(width);
        auto ours = [&](const std::string& name, std::vector<std::string> options) {
            std::vector<std::string> command{folder + name, "--quiet", "--search", count};
            command.insert(command.end(), options.begin(), options.end());
            command.push_back(any);
            return Contender{name, command};
        };
        std::vector<Contender> contenders{
            {"the floor, a connection each",
             {self, "--floor", std::to_string(practice_site.port()), count, c, "close"}},
            {"the floor, kept connections", {self, "--floor", std::to_string(practice_site.port()), count, c, "keep"}}};
        if (width == 1) contenders.push_back(ours("01_blocking", {"--at-once", c}));
        if (width == 1) contenders.push_back(ours("01_keep_alive", {"--at-once", c}));
        contenders.push_back(ours("02_threads", {"--at-once", c}));
        contenders.push_back(ours("03_processes", {"--processes", c}));
        for (const char* name : {"05_select_loop", "06_future_task", "07_coroutines", "07_fibers"})
            contenders.push_back(ours(name, {"--at-once", c}));
        contenders.push_back(ours("08_worker_queue", {"--workers", c}));  // a connection each
        contenders.push_back(ours("08_crawler", {"--workers", c}));       // kept connections
        if (is_installed("curl"))
            contenders.push_back({"curl --parallel",
                                  {"curl", "--silent", "--fail", "--parallel", "--parallel-immediate", "--parallel-max",
                                   c, "--output", "/dev/null", practice_site.url("/s?wd=[1-" + count + "]")}});
        run_in_turn(contenders);
        std::printf("\n### %d pages of 20 KB, no delay, %d at once\n\n", pages, width);
        std::printf(
            "| program | pages/s | CPU us per page | of the floor (new, kept) | MB |\n|---|---:|---:|---:|---:|\n");
        for (const Contender& p : contenders) {
            if (!p.trouble.empty()) std::printf("| %s | %s |\n", p.name.c_str(), p.trouble.c_str());
            else
                std::printf("| %s | %.0f | %.1f | %.2f, %.2f | %.1f |\n", p.name.c_str(), pages / p.seconds(),
                            p.cpu() * 1e3 / pages, p.cpu() / contenders[0].cpu(), p.cpu() / contenders[1].cpu(),
                            p.megabytes());
        }
    }
}

// --- 3. More and more at once ---------------------------------------------------------------------------------

struct Mechanism {
    std::string name;
    std::vector<std::string> command;
    std::string width_option;  // takes the number of pages in flight; "" if all of them always are
};

// Starts the program against a site that does not answer, measures its memory when `n` pages wait, and ends it.
// Returns 0 if it never had `n` pages in flight.
double kilobytes_while_waiting(const std::vector<std::string>& command, const site::SiteProcess& practice_site,
                               long n) {
    pid_t child = start_in_background(command);
    double kilobytes = 0;
    for (int tries = 0; tries < 200 && kilobytes == 0; ++tries) {
        std::this_thread::sleep_for(100ms);
        if (practice_site.stats().in_flight < n) continue;
        std::this_thread::sleep_for(200ms);
        kilobytes = kilobytes_of_tree(child);
    }
    end(child);
    return kilobytes;
}

void scale(const std::string& folder) {
    std::vector<Mechanism> mechanisms{
        {"threads", {folder + "02_threads"}, ""},
        {"processes", {folder + "03_processes"}, "--processes"},
        {"callbacks", {folder + "05_select_loop"}, ""},
        {"futures", {folder + "06_future_task"}, ""},
        {"coroutines", {folder + "07_coroutines"}, ""},
        {"fibers", {folder + "07_fibers"}, ""},
        {"workers on a queue", {folder + "08_crawler"}, "--workers"},
    };
    std::map<std::string, std::vector<PlotPoint>> memory, cpu;
    std::vector<std::string> stops;
    std::set<std::string> stopped;
    std::map<std::string, double> base;  // kilobytes with one page in flight
    std::printf("\n### Pages in flight at once, each answered after one second\n\n");
    std::printf(
        "| at once | mechanism | seconds | min-max | CPU us per page | KB per waiting page "
        "|\n|---:|---|---:|---:|---:|---:|\n");
    for (int n : {1, 10, 100, 1000, 10000}) {
        auto command_for = [&](const Mechanism& mechanism, const std::string& url) {
            std::vector<std::string> command = mechanism.command;
            command.insert(command.end(), {"--quiet", "--timeout", "60", "--search", std::to_string(n)});
            if (!mechanism.width_option.empty())
                command.insert(command.end(), {mechanism.width_option, std::to_string(n)});
            command.push_back(url);
            return command;
        };
        site::SiteProcess practice_site({.delay = 1000ms});
        std::vector<Contender> contenders;
        for (const Mechanism& m : mechanisms)
            if (!stopped.contains(m.name)) contenders.push_back({m.name, command_for(m, practice_site.url("/"))});
        run_in_turn(contenders);
        for (const Contender& c : contenders) {
            if (!c.trouble.empty()) {
                stopped.insert(c.name);
                stops.push_back(c.name + " stop before " + std::to_string(n) + ": " + c.trouble);
                continue;
            }
            site::SiteProcess waiting_site({.delay = 0ms, .hold = static_cast<std::size_t>(n) + 1});
            const Mechanism& m = *std::find_if(mechanisms.begin(), mechanisms.end(),
                                               [&](const Mechanism& known) { return known.name == c.name; });
            double kilobytes = kilobytes_while_waiting(command_for(m, waiting_site.url("/")), waiting_site, n);
            if (n == 1) base[c.name] = kilobytes;
            double a_page = n == 1 || kilobytes == 0 ? 0 : (kilobytes - base[c.name]) / (n - 1);
            double cpu_a_page = c.cpu() * 1e3 / n;
            std::printf("| %d | %s | %.2f | %s | %.0f | %s |\n", n, c.name.c_str(), c.seconds(), c.spread().c_str(),
                        cpu_a_page, a_page > 0 ? number(a_page).c_str() : "-");
            std::fflush(stdout);
            cpu[c.name].push_back({static_cast<double>(n), cpu_a_page});
            if (a_page > 0) memory[c.name].push_back({static_cast<double>(n), a_page});
        }
    }
    std::printf("\n");
    for (const std::string& stop : stops) std::printf("- %s\n", stop.c_str());
    std::ofstream("docs/img/scale.svg") << draw_plots(
        {{"KB per waiting page", memory}, {"CPU us per page, in total", cpu}}, "pages in flight at once");
    std::printf("docs/img/scale.svg shows these figures.\n");
}

// --- 7. A million tasks -----------------------------------------------------------------------------------------

void sleepers(const std::string& folder) {
    const std::string program = folder + "07_million_sleepers";
    const MeasuredRun one = run_and_measure({program, "1"}), million = run_and_measure({program});
    if (one.status != 0 || million.status != 0) throw std::runtime_error(program + " failed: " + million.errors);
    std::printf("\n### A million sleeping tasks\n\n```\n%s", million.output.c_str());
    std::printf("  resident, all in all             %6.1f, and %.2f us of the processor from birth to end\n```\n",
                million.peak_megabytes - one.peak_megabytes, (million.cpu_milliseconds - one.cpu_milliseconds) / 1e3);
}

}  // namespace

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

int main(int argc, char** argv) {
    const std::string folder = argc < 2 ? "" : std::string(argv[1]) + "/";
    const std::vector<std::pair<std::string, std::function<void()>>> parts = {
        {"jobs", [&] { jobs(folder); }},     {"throughput", [&] { throughput(folder, argv[0]); }},
        {"scale", [&] { scale(folder); }},   {"sleepers", [&] { sleepers(folder); }},
        {"prices", [&] { prices(folder); }}, {"cores", cores},
    };
    std::string names;
    for (const auto& [name, measure] : parts) names += " [" + name + "]";
    const bool help = argc == 2 && std::string(argv[1]) == "--help";
    if (argc < 2 || help) {
        std::fprintf(help ? stdout : stderr, "usage: bench FOLDER%s    (make bench calls it)\n", names.c_str());
        return help ? 0 : 2;
    }
    try {
        if (argc == 6 && std::string(argv[1]) == "--floor") return floor_client(argv + 2);
        allow_many_descriptors();
        const std::set<std::string> wanted(argv + 2, argv + argc);
        for (const std::string& part : wanted)
            if (std::none_of(parts.begin(), parts.end(), [&](const auto& known) { return known.first == part; }))
                throw std::invalid_argument("there is no part '" + part + "', only" + names);
        std::printf("%s\nMedians of %d runs in turn; min-max is the best and the worst of them.\n",
                    describe_machine().c_str(), runs);
        for (const auto& [name, measure] : parts)
            if (wanted.empty() || wanted.contains(name)) measure();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench: %s\n", error.what());
        return 1;
    }
}
