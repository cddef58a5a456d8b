// From a trace to a picture: see waterfall.hpp.
#include "common/program/waterfall.hpp"
#include "common/program/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
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

std::string escaped(const std::string& text) {
    std::string result;
    for (char c : text) result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return result;
}

std::string text_at(double x, double y, const std::string& css_class, const std::string& text) {
    return "<text class=\"" + css_class + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\">" + escaped(text) +
           "</text>\n";
}

std::string box(double x, double y, double width, double height, const std::string& css_class) {
    return "<rect class=\"" + css_class + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" +
           number(width) + "\" height=\"" + number(height) + "\"/>\n";
}

std::string line_at(double x, double y, double height) {
    return "<line class=\"grid\" x1=\"" + number(x) + "\" y1=\"" + number(y) + "\" x2=\"" + number(x) + "\" y2=\"" +
           number(y + height) + "\"/>\n";
}

// Text and grid follow the reader's light or dark mode; the three colours (after Okabe and Ito) do for both, and
// for eyes that do not tell red from green.
std::string begin_svg(double width, double height) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + number(width) + " " + number(height) +
           "\" width=\"" + number(width) + "\" height=\"" + number(height) + R"svg(" role="img">
<style>
text { font: 12px system-ui, sans-serif; fill: #333 }
.title { font-size: 14px; font-weight: 600 }
.small { font-size: 10px; fill: #666 }
.end { text-anchor: end }
.middle { text-anchor: middle; font-size: 10px; fill: #666 }
.grid { stroke: #8888; stroke-width: 0.5 }
.connect { fill: #e69f00 }
.wait { fill: #56b4e9 }
.receive { fill: #009e73 }
.running { fill: #d55e00 }
.asleep { fill: #8883 }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .small, .middle { fill: #aaa }
}
</style>
)svg";
}

// The pages' rows, `width` for `seconds`. What is too short to be seen is drawn 2 wide: connecting before its
// time, receiving after it, so that the wait between them stays to scale.
std::string rows(const Waterfall& waterfall, double left, double top, double width, double row_height, double seconds) {
    std::string svg;
    double scale = width / seconds;
    double y = top;
    for (const PageTimes& page : waterfall.pages) {
        for (const Phase& phase : page.phases) {
            double begin = left + phase.begin * scale, length = (phase.end - phase.begin) * scale;
            double drawn = std::max(length, 2.0);
            if (phase.name == "connect") begin -= drawn - length;
            svg += box(begin, y + 1, drawn, row_height - 2, phase.name);
        }
        y += row_height;
    }
    return svg;
}

std::string legend(double x, double y) {
    std::string svg;
    for (auto [name, label] : {std::pair{"connect", "connecting"}, {"wait", "waiting"}, {"receive", "receiving"}}) {
        svg += box(x, y - 9, 10, 10, name) + text_at(x + 14, y, "small", label);
        x += 78;
    }
    return svg;
}

// A thin strip for each thread: asleep, and over it where it ran (at least 1.5 wide, to be seen).
std::string strips(const Waterfall& waterfall, double left, double top, double width, double height, double seconds) {
    std::string svg;
    double scale = width / seconds, y = top;
    for (const Lane& lane : waterfall.lanes) {
        double begin = lane.stretches.front().begin, end = lane.stretches.back().end;
        svg += box(left + begin * scale, y, std::max((end - begin) * scale, 1.5), height, "asleep");
        for (const Lane::Stretch& stretch : lane.stretches)
            if (stretch.running)
                svg += box(left + stretch.begin * scale, y, std::max((stretch.end - stretch.begin) * scale, 1.5),
                           height, "running");
        y += height + 1;
    }
    return svg;
}

// Between two events a thread ran if it used the processor for at least half of the time, and else it slept.
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

double Waterfall::seconds() const {
    double last = 0;
    for (const PageTimes& page : pages)
        for (const Phase& phase : page.phases) last = std::max(last, phase.end);
    return last;
}

Waterfall read_trace(const std::string& path, const std::string& title, std::size_t begin_at) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + " cannot be read");
    file.seekg(static_cast<std::streamoff>(begin_at));
    // A phase is known when it ends; a kept connection serves several pages, so both make the row.
    std::map<std::pair<std::string, std::string>, double> begun;            // (connection, phase) -> time
    std::map<std::pair<std::string, std::string>, PageTimes> pages;         // (connection, page)
    std::map<std::string, std::vector<std::pair<double, double>>> threads;  // when, and how long it has run by then
    double start = -1;
    for (std::string line; std::getline(file, line);) {
        if (field(line, "cat") != "page") continue;
        double time = std::strtod(field(line, "ts").c_str(), nullptr) / 1e6;
        std::string connection = field(line, "id"), phase = field(line, "name"), page = field(line, "page");
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
        for (Phase& phase : row.phases) phase.begin -= start, phase.end -= start;
        waterfall.pages.push_back(std::move(row));
    }
    std::sort(waterfall.pages.begin(), waterfall.pages.end(),
              [](const PageTimes& a, const PageTimes& b) { return a.phases[0].begin < b.phases[0].begin; });
    for (auto& [thread, moments] : threads) waterfall.lanes.push_back(lane_of(std::move(moments), start));
    std::sort(waterfall.lanes.begin(), waterfall.lanes.end(),
              [](const Lane& a, const Lane& b) { return a.stretches[0].begin < b.stretches[0].begin; });
    return waterfall;
}

std::string draw(const Waterfall& waterfall, double seconds) {
    const double left = 190, right = 20, width = 560, row_height = 16, top = 52;
    const double lane_height = 5, lanes_top = top + row_height * static_cast<double>(waterfall.pages.size()) + 8;
    const double bottom = lanes_top + (lane_height + 1) * static_cast<double>(waterfall.lanes.size());
    std::string svg = begin_svg(left + width + right, bottom + 24);
    svg += text_at(10, 20, "title", waterfall.title) + legend(left + width - 230, 20);
    for (int tenths = 0; tenths <= seconds * 10 + 1e-9; tenths += 2) {
        double x = left + tenths / 10.0 * width / seconds;
        svg += line_at(x, top - 8, bottom - top + 12) + text_at(x, bottom + 18, "middle", number(tenths / 10.0) + " s");
    }
    double y = top + row_height - 4;
    for (const PageTimes& page : waterfall.pages) {
        svg += text_at(left - 10, y, "small end", page.page);
        y += row_height;
    }
    if (!waterfall.lanes.empty()) {
        std::string label = waterfall.lanes.size() == 1 ? "its thread: " : "its threads: ";
        svg += text_at(left - 10, lanes_top + 6, "small end", label += "running, asleep");
    }
    return svg + rows(waterfall, left, top, width, row_height, seconds) +
           strips(waterfall, left, lanes_top, width, lane_height, seconds) + "</svg>\n";
}

std::string draw_overview(const std::vector<Waterfall>& waterfalls, double seconds) {
    const double panel_width = 190, panel_height = 104, gap = 16;
    const double columns = std::min<double>(4, static_cast<double>(waterfalls.size()));
    const double lines = std::ceil(static_cast<double>(waterfalls.size()) / columns);
    std::string svg = begin_svg(gap + columns * (panel_width + gap), 24 + lines * (panel_height + gap) + 8);
    for (std::size_t i = 0; i < waterfalls.size(); ++i) {
        const Waterfall& waterfall = waterfalls[i];
        double x = gap + static_cast<double>(i % 4) * (panel_width + gap);
        double y = gap + static_cast<double>(i / 4) * (panel_height + gap);
        char time[32];
        std::snprintf(time, sizeof time, "%.2f s", waterfall.seconds());
        svg += text_at(x, y + 8, "", waterfall.title) + text_at(x + panel_width, y + 8, "small end", time);
        svg += line_at(x, y + 14, panel_height - 24) + line_at(x + panel_width, y + 14, panel_height - 24);
        svg += rows(waterfall, x, y + 16, panel_width, 8, seconds);
    }
    return svg + legend(gap, 24 + lines * (panel_height + gap)) + "</svg>\n";
}
