#include "common/bench/table.hpp"
#include "common/program/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

// A column: its heading and cells, and whether they are aligned to the right, as numbers are.
struct Column {
    std::vector<std::string> cells;
    bool to_the_right = true;

    std::size_t width() const {
        std::size_t widest = 0;
        for (const std::string& cell : cells) widest = std::max(widest, cell.size());
        return widest;
    }
};

constexpr std::size_t longest_bar = 24, shortest_bar = 8;

}  // namespace

std::string table(const std::vector<Row>& rows, int width, bool colour) {
    Column chapter{{"chapter"}, false}, mechanism{{"mechanism"}, false}, at_once{{"at once"}}, seconds{{"seconds"}},
        cpu{{"CPU ms"}}, memory{{"MB"}}, faster{{"faster"}}, article{{"article"}};
    std::vector<double> ratios;
    for (const Row& row : rows) {
        ratios.push_back(row.seconds > 0 ? rows.front().seconds / row.seconds : 0);
        chapter.cells.push_back(row.chapter);
        mechanism.cells.push_back(row.mechanism);
        at_once.cells.push_back(std::to_string(row.at_once));
        seconds.cells.push_back(number(row.seconds, 2));
        cpu.cells.push_back(number(row.cpu_milliseconds, 0));
        memory.cells.push_back(number(row.peak_megabytes, 1));
        faster.cells.push_back(number(ratios.back(), 1) + "x");
        article.cells.push_back(row.article_ratio > 0 ? number(row.article_ratio, 1) + "x" : "");
    }

    // Show as many columns as fit. The least important are left out first.
    std::vector<const Column*> columns{&chapter, &mechanism, &at_once, &seconds, &cpu, &memory, &faster, &article};
    auto total = [&] {
        std::size_t sum = 0;
        for (const Column* column : columns) sum += column->width() + 2;
        return sum - 2;
    };
    const std::size_t available = static_cast<std::size_t>(std::max(width, 1));
    std::size_t bar_width = available > total() + 2 ? std::min(longest_bar, available - total() - 2) : 0;
    for (const Column* column : {&mechanism, &memory, &cpu, &article, &at_once})
        if (total() > available) std::erase(columns, column);

    double largest = std::max(1.0, *std::max_element(ratios.begin(), ratios.end()));
    std::string text;
    for (std::size_t line = 0; line <= rows.size(); ++line) {
        std::string row;
        for (const Column* column : columns) {
            const std::string& cell = column->cells[line];
            std::string padding(column->width() - cell.size(), ' ');
            row += (row.empty() ? "" : "  ") + (column->to_the_right ? padding + cell : cell + padding);
        }
        if (bar_width >= shortest_bar && line > 0) {
            auto length = std::max(1l, std::lround(ratios[line - 1] / largest * static_cast<double>(bar_width)));
            row += colour ? "  \033[36m" : "  ";
            for (long i = 0; i < length; ++i) row += "█";
            if (colour) row += "\033[0m";
        }
        row.erase(row.find_last_not_of(' ') + 1);
        text += colour && line == 0 ? "\033[1m" + row + "\033[0m\n" : row + "\n";
    }
    return text;
}
