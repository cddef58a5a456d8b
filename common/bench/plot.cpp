// The plots of `make bench`: lines on two logarithmic axes, as SVG.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "common/bench/bench.hpp"
#include "common/program/report.hpp"

namespace {

// "1", "10", "10,000", "0.1"
std::string power_of_ten(int exponent) {
    if (exponent < 0) return std::string("0.").append(static_cast<std::size_t>(-exponent - 1), '0') + "1";
    std::string text = std::string("1").append(static_cast<std::size_t>(exponent), '0');
    for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
    return text;
}

// Seven lines differ in colour (after Okabe and Ito), in dashes, and by the name at their end.
constexpr const char* colours[] = {"#d55e00", "#e69f00", "#009e73", "#56b4e9", "#0072b2", "#cc79a7", "#999999"};
constexpr const char* dashes[] = {"", "6 3", "2 2", "8 2 2 2", "", "4 4", "1 3"};

}  // namespace

std::string draw_plots(const std::vector<Plot>& plots, const std::string& x_title) {
    const double width = 250, height = 220, left = 58, names = 130, top = 40, bottom = 44, wide = left + width + names;
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
                      number(wide * static_cast<double>(plots.size())) + " " + number(top + height + bottom) +
                      "\" width=\"" + number(wide * static_cast<double>(plots.size())) + "\" role=\"img\">\n";
    svg +=
        "<style>\ntext { font: 11px system-ui, sans-serif; fill: #333 }\n.title { font-size: 13px; font-weight: 600 }\n"
        ".grid { stroke: #8884; stroke-width: 0.5 }\npolyline { fill: none; stroke-width: 2 }\n"
        "@media (prefers-color-scheme: dark) { text { fill: #ddd } }\n</style>\n";
    double x0 = left;
    for (const Plot& plot : plots) {
        double least_x = 1e300, most_x = 0, least_y = 1e300, most_y = 0;
        for (const auto& [name, points] : plot.lines)
            for (const PlotPoint& point : points) {
                least_x = std::min(least_x, point.x), most_x = std::max(most_x, point.x);
                least_y = std::min(least_y, point.y), most_y = std::max(most_y, point.y);
            }
        if (most_x == 0) continue;
        const int first_x = static_cast<int>(std::floor(std::log10(least_x)));
        const int last_x = std::max(first_x + 1, static_cast<int>(std::ceil(std::log10(most_x))));
        const int first_y = static_cast<int>(std::floor(std::log10(least_y)));
        const int last_y = std::max(first_y + 1, static_cast<int>(std::ceil(std::log10(most_y))));
        auto x_of = [&](double x) { return x0 + (std::log10(x) - first_x) / (last_x - first_x) * width; };
        auto y_of = [&](double y) { return top + height - (std::log10(y) - first_y) / (last_y - first_y) * height; };

        svg += "<text class=\"title\" x=\"" + number(x0) + "\" y=\"20\">" + plot.title + "</text>\n";
        for (int e = first_x; e <= last_x; ++e) {
            std::string x = number(x_of(std::pow(10, e)));
            svg += "<line class=\"grid\" x1=\"" + x + "\" x2=\"" + x + "\" y1=\"" + number(top) + "\" y2=\"" +
                   number(top + height) + "\"/>\n<text text-anchor=\"middle\" x=\"" + x + "\" y=\"" +
                   number(top + height + 16) + "\">" + power_of_ten(e) + "</text>\n";
        }
        for (int e = first_y; e <= last_y; ++e) {
            double y = y_of(std::pow(10, e));
            svg += "<line class=\"grid\" x1=\"" + number(x0) + "\" x2=\"" + number(x0 + width) + "\" y1=\"" +
                   number(y) + "\" y2=\"" + number(y) + "\"/>\n<text text-anchor=\"end\" x=\"" + number(x0 - 6) +
                   "\" y=\"" + number(y + 4) + "\">" + power_of_ten(e) + "</text>\n";
        }
        svg += "<text text-anchor=\"middle\" x=\"" + number(x0 + width / 2) + "\" y=\"" + number(top + height + 36) +
               "\">" + x_title + "</text>\n";

        std::vector<std::pair<double, std::size_t>> ends;  // where each line ends: the names must not overlap
        std::size_t i = 0;
        for (const auto& [name, points] : plot.lines) {
            svg += std::string("<polyline stroke=\"") + colours[i % 7] + "\" stroke-dasharray=\"" + dashes[i % 7] +
                   "\" points=\"";
            for (const PlotPoint& point : points) svg += number(x_of(point.x)) + "," + number(y_of(point.y)) + " ";
            svg += "\"/>\n";
            if (!points.empty()) ends.emplace_back(y_of(points.back().y), i);
            ++i;
        }
        std::sort(ends.begin(), ends.end());
        double free_from = 0;
        for (auto [y, line] : ends) {
            auto& [name, points] = *std::next(plot.lines.begin(), static_cast<std::ptrdiff_t>(line));
            free_from = std::max(y, free_from);
            double end_x = x_of(points.back().x);
            svg += std::string("<line stroke=\"") + colours[line % 7] + "\" stroke-width=\"0.7\" x1=\"" +
                   number(end_x) + "\" y1=\"" + number(y) + "\" x2=\"" + number(x0 + width + 10) + "\" y2=\"" +
                   number(free_from) + "\"/>\n<text x=\"" + number(x0 + width + 14) + "\" y=\"" +
                   number(free_from + 4) + "\">" + name + "</text>\n";
            free_from += 14;
        }
        x0 += wide;
    }
    return svg + "</svg>\n";
}
