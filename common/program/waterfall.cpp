// Reading a trace: see waterfall.hpp.
#include "common/program/waterfall.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>

namespace {

// The value of a field in a line of our own trace, without its quotes.
std::string field(const std::string& line, const std::string& name) {
    std::size_t begin = line.find("\"" + name + "\":");
    if (begin == std::string::npos) return "";
    begin += name.size() + 3;
    bool quoted = line[begin] == '"';
    std::size_t end = quoted ? line.find('"', ++begin) : line.find_first_of(",}", begin);
    return line.substr(begin, end - begin);
}

// Between two events, a thread ran if it used the processor for at least half of the time; otherwise it slept.
Lane lane_of(std::vector<std::pair<double, double>> moments, double start) {
    std::sort(moments.begin(), moments.end());
    Lane lane;
    for (std::size_t i = 1; i < moments.size() || i == 1; ++i) {
        auto [begin, ran_before] = moments[i - 1];
        auto [end, ran] = moments[std::min(i, moments.size() - 1)];
        bool running = ran > ran_before && ran - ran_before >= (end - begin) / 2;
        if (!lane.stretches.empty() && lane.stretches.back().running == running)
            lane.stretches.back().end = end - start;
        else lane.stretches.push_back({begin - start, end - start, running});
    }
    return lane;
}

}  // namespace

double PageTimes::end() const {
    double last = 0;
    for (const WaterfallPhase& phase : phases) last = std::max(last, phase.end);
    return last;
}

double Waterfall::seconds() const {
    double last = 0;
    for (const PageTimes& page : pages) last = std::max(last, page.end());
    return last;
}

Waterfall read_trace(const std::string& path, const std::string& title, std::size_t begin_at) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " cannot be read");
    file.seekg(static_cast<std::streamoff>(begin_at));
    // Only the event that ends a phase names its page. A kept connection has a row for each of its pages.
    std::map<std::pair<std::string, std::string>, double> begun;            // (connection, phase) -> time
    std::map<std::pair<std::string, std::string>, PageTimes> pages;         // (connection, page)
    std::map<std::string, std::vector<std::pair<double, double>>> threads;  // when, and how long it has run by then
    std::set<std::string> failed;
    double start = -1;
    for (std::string line; std::getline(file, line);) {
        if (field(line, "cat") != "page") continue;
        double time = std::strtod(field(line, "ts").c_str(), nullptr) / 1e6;
        std::string connection = field(line, "id"), phase = field(line, "name"), page = field(line, "page");
        if (phase == "failed") {  // written when the crawler reports the page; it belongs to no connection
            failed.insert(page);
            continue;
        }
        if (start < 0 || time < start) start = time;
        threads[field(line, "pid") + "." + field(line, "tid")].emplace_back(
            time, std::strtod(field(line, "tts").c_str(), nullptr) / 1e6);
        if (field(line, "ph") == "b") {
            begun[{connection, phase}] = time;
        } else if (auto begin = begun.find({connection, phase}); begin != begun.end()) {
            if (page.empty()) continue;  // an address that did not accept: the page came by another one, or not at all
            PageTimes& row = pages[{connection, page}];
            row.page = page;
            row.phases.push_back({phase, begin->second, time});
        }
    }
    Waterfall waterfall{title, {}};
    for (auto& [key, row] : pages) {
        for (WaterfallPhase& phase : row.phases) phase.begin -= start, phase.end -= start;
        row.failed = failed.contains(row.page);
        waterfall.pages.push_back(std::move(row));
    }
    std::sort(waterfall.pages.begin(), waterfall.pages.end(),
              [](const PageTimes& a, const PageTimes& b) { return a.begin() < b.begin(); });
    for (auto& [thread, moments] : threads) waterfall.lanes.push_back(lane_of(std::move(moments), start));
    std::sort(waterfall.lanes.begin(), waterfall.lanes.end(),
              [](const Lane& a, const Lane& b) { return a.stretches[0].begin < b.stretches[0].begin; });
    return waterfall;
}
