// Draws a waterfall as an SVG picture: see waterfall.hpp.
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "common/program/report.hpp"
#include "common/program/waterfall.hpp"

namespace {

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

// The text follows the reader's light or dark mode. The colours of the phases (after Okabe and Ito) suit both modes,
// and readers who cannot tell red from green.
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
.failed { fill: #d7191c }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd }
  .small, .middle { fill: #aaa }
}
</style>
)svg";
}

// Draws the pages' rows; `seconds` take `width`. A phase too short to be seen is drawn 2 wide: connecting then begins
// earlier and receiving ends later, so that the wait between them stays to scale.
std::string rows(const Waterfall& waterfall, double left, double top, double width, double row_height, double seconds) {
    std::string svg;
    double scale = width / seconds;
    double y = top;
    for (const PageTimes& page : waterfall.pages) {
        for (const WaterfallPhase& phase : page.phases) {
            double begin = left + phase.begin * scale, length = (phase.end - phase.begin) * scale;
            double drawn = std::max(length, 2.0);
            if (phase.name == "connect") begin -= drawn - length;
            svg += box(begin, y + 1, drawn, row_height - 2, phase.name);
        }
        if (page.failed) svg += box(left + page.end() * scale + 2, y + 1, 5, row_height - 2, "failed");
        y += row_height;
    }
    return svg;
}

std::string legend(double x, double y, bool with_failed = false) {
    std::string svg;
    for (auto [name, label, width] : {std::tuple{"connect", "connecting", 80},
                                      {"wait", "waiting", 65},
                                      {"receive", "receiving", 70},
                                      {"failed", "failed", 0}}) {
        if (name != std::string_view("failed") || with_failed)
            svg += box(x, y - 9, 10, 10, name) + text_at(x + 14, y, "small", label);
        x += width;
    }
    return svg;
}

// Draws a thin strip for each thread: grey while it slept, coloured while it ran (at least 1.5 wide, to be seen).
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

// The overview moves: a window in front of each panel's rows opens from left to right with a line at its edge, and a
// run's seconds are shown when it is over. This takes seconds 2 to 6 of every ten; before and after,
// everything is visible.
std::string moving(const std::string& attribute, const std::string& values, const std::string& times) {
    return "<animate attributeName=\"" + attribute + "\" dur=\"10s\" repeatCount=\"indefinite\" values=\"" + values +
           "\" keyTimes=\"" + times + "\"" + (attribute == "visibility" ? " calcMode=\"discrete\"/>" : "/>");
}

std::string sweep(double width, double height, double line_height) {
    const std::string open = number(width + 8);
    return "<clipPath id=\"window\"><rect x=\"-4\" y=\"-2\" width=\"" + open + "\" height=\"" + number(height) + "\">" +
           moving("width", open + ";" + open + ";4;" + open + ";" + open, "0;0.2;0.2;0.6;1") +
           "</rect></clipPath>\n<defs><line id=\"now\" visibility=\"hidden\" y1=\"-2\" y2=\"" + number(line_height) +
           "\">" + moving("x1", "0;0;" + number(width) + ";0", "0;0.2;0.6;1") +
           moving("x2", "0;0;" + number(width) + ";0", "0;0.2;0.6;1") +
           moving("visibility", "hidden;visible;hidden", "0;0.2;0.6") +
           "</line></defs>\n<style>.swept { clip-path: url(#window) }\n#now { stroke: #d55e00; stroke-width: 1.5 }\n"
           "@media (prefers-reduced-motion: reduce) {\n  .swept { clip-path: none }\n"
           "  #now { visibility: hidden !important }\n  .end { visibility: visible !important }\n}</style>\n";
}

}  // namespace

std::string draw(const Waterfall& waterfall, double seconds) {
    const double left = 190, right = 40, width = 560, row_height = 16, top = 52;
    const double lane_height = 5, lanes_top = top + row_height * static_cast<double>(waterfall.pages.size()) + 8;
    const double bottom = lanes_top + (lane_height + 1) * static_cast<double>(waterfall.lanes.size());
    std::string svg = begin_svg(left + width + right, bottom + 24);
    const bool any_failed =
        std::any_of(waterfall.pages.begin(), waterfall.pages.end(), [](auto& p) { return p.failed; });
    svg += text_at(10, 20, "title", waterfall.title) + legend(left + width - (any_failed ? 260 : 210), 20, any_failed);
    for (int tenths = 0; tenths <= seconds * 10 + 1e-9; tenths += 2) {
        double x = left + tenths / 10.0 * width / seconds;
        svg += line_at(x, top - 8, bottom - top + 12) + text_at(x, bottom + 18, "middle", number(tenths / 10.0) + " s");
    }
    double y = top + row_height - 4;
    for (const PageTimes& page : waterfall.pages) {
        svg += text_at(left - 10, y, "small end", page.page);  // and, where its bar ends, how long it took
        svg += text_at(left + page.end() * width / seconds + (page.failed ? 12 : 6), y, "small",
                       number(page.end() - page.begin(), 2));
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
    const double panel_width = 190, panel_height = 116, gap = 16;
    const double columns = std::min<double>(4, static_cast<double>(waterfalls.size()));
    const double lines = std::ceil(static_cast<double>(waterfalls.size()) / columns);
    std::string svg = begin_svg(gap + columns * (panel_width + gap), 24 + lines * (panel_height + gap) + 8);
    svg += sweep(panel_width, panel_height, 80);
    for (std::size_t i = 0; i < waterfalls.size(); ++i) {
        const Waterfall& waterfall = waterfalls[i];
        double x = gap + static_cast<double>(i % 4) * (panel_width + gap);
        double y = gap + static_cast<double>(i / 4) * (panel_height + gap);
        svg += text_at(x, y + 8, "", waterfall.title);
        const double over = 0.2 + 0.4 * std::min(1.0, waterfall.seconds() / seconds);
        svg += "<g>" + text_at(x + panel_width, y + 8, "small end", number(waterfall.seconds(), 2) + " s") +
               moving("visibility", "visible;hidden;visible", "0;0.2;" + number(over, 3)) + "</g>\n";
        for (double at : {0.0, 1.0}) {
            const double grid = x + at * panel_width / seconds;
            svg +=
                line_at(grid, y + 14, 82) + text_at(grid, y + 107, at == 0 ? "small" : "middle", number(at, 0) + " s");
        }
        // In a group of its own, because the window of sweep() is measured from the group's origin.
        svg += "<g class=\"swept\" transform=\"translate(" + number(x) + " " + number(y + 16) + ")\">\n" +
               rows(waterfall, 0, 0, panel_width, 8, seconds) + "</g><use href=\"#now\" x=\"" + number(x) + "\" y=\"" +
               number(y + 16) + "\"/>\n";
    }
    return svg + legend(gap, 24 + lines * (panel_height + gap)) + "</svg>\n";
}
