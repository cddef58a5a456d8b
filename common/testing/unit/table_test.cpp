// Tests of common/bench/table: which columns and bars fit which width, and what the ratios are.
#include "common/bench/table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "common/testing/count.hpp"

namespace {

using Strings = std::vector<std::string>;

Strings lines_of(const std::string& text) {
    Strings lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

// The width in a terminal: only the first byte of each character counts.
std::size_t columns_of(const std::string& line) {
    return static_cast<std::size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

const std::vector<Row> rows = {
    {"01_blocking", "one after another", 1, 1.06, 11, 3.9, 1},
    {"02_threads", "a thread per page", 9, 0.212, 12, 12.4, 4.51},
    {"08_worker_queue", "workers on a queue", 100, 0, 7, 4.1, 0},
};

}  // namespace

TEST_CASE("the narrower the terminal, the fewer the columns: first the bars go, then the least important") {
    struct Case {
        int width;
        bool bars;
        Strings shown, left_out;
    };
    const Case cases[] = {
        {120, true, {"chapter", "mechanism", "at once", "seconds", "CPU ms", "MB", "faster", "article"}, {}},
        {80, false, {"chapter", "at once", "seconds", "CPU ms", "MB", "faster", "article"}, {"mechanism"}},
        {60, false, {"chapter", "at once", "seconds", "CPU ms", "faster", "article"}, {"mechanism", "MB"}},
        {40, false, {"chapter", "seconds", "faster"}, {"mechanism", "MB", "CPU ms", "article", "at once"}},
        {20, false, {"chapter", "seconds", "faster"}, {"mechanism", "MB", "CPU ms", "article", "at once"}},
    };
    for (const Case& c : cases) {
        CAPTURE(c.width);
        const std::string text = table(rows, c.width, false);
        const std::string heading = lines_of(text)[0];
        for (const std::string& column : c.shown) CHECK(count(heading, column) == 1);
        for (const std::string& column : c.left_out) CHECK(count(heading, column) == 0);
        CHECK((count(text, "█") > 0) == c.bars);
    }
}

TEST_CASE("no line of the table is wider than the terminal, and colour adds nothing that can be seen") {
    for (int width = -1; width <= 200; ++width) {
        CAPTURE(width);
        const std::string plain = table(rows, width, false);
        CHECK(lines_of(plain).size() == rows.size() + 1);
        CHECK(count(plain, "\x1b") == 0);
        if (width >= 40)
            for (const std::string& line : lines_of(plain)) CHECK(columns_of(line) <= static_cast<std::size_t>(width));

        std::string coloured = table(rows, width, true);
        for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
            coloured.erase(at, coloured.find('m', at) - at + 1);
        CHECK(lines_of(coloured).size() == rows.size() + 1);
        CHECK(count(coloured, "█") == count(plain, "█"));
    }
}

TEST_CASE("ratios and bars compare with the first row, and a time of zero has none") {
    const Strings lines = lines_of(table(rows, 120, false));
    const Strings expected = {
        "01_blocking      one after another         1     1.06      11   3.9    1.0x     1.0x  "
        "█████",
        "02_threads       a thread per page         9     0.21      12  12.4    5.0x     4.5x  "
        "████████████████████████",
        "08_worker_queue  workers on a queue      100     0.00       7   4.1    0.0x           █",
    };
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(lines[i + 1] == expected[i]);
    CHECK(count(table({{"01", "", 0, 0, 0, 0, 0}, {"02", "", 0, 1, 0, 0, 0}}, 120, true), "0.0x") == 2);
}
