// A waterfall for the terminal, --waterfall: see waterfall.hpp.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "common/program/report.hpp"
#include "common/program/waterfall.hpp"

namespace {

constexpr std::size_t most_rows = 100;

// What a cell of a row shows, and its colour: that of the SVG pictures, as nearly as 256 colours allow.
struct Look {
    const char* mark;
    const char* colour;
};
Look look_of(const std::string& phase) {
    if (phase == "connect") return {"-", "\033[38;5;214m"};
    if (phase == "wait") return {"░", "\033[38;5;74m"};
    if (phase == "failed") return {"x", "\033[38;5;160m"};
    return {"█", "\033[38;5;36m"};
}

// A row of `width` cells. Each stretch covers at least one cell, and hides what was there before.
struct Row {
    std::vector<Look> cells;
    double seconds;

    Row(std::size_t width, double all) : cells(width, Look{" ", ""}), seconds(all > 0 ? all : 1) {}
    void put(double begin, double end, Look look) {
        auto cell = [&](double time) {
            auto at = static_cast<std::size_t>(std::max(0.0, time / seconds * static_cast<double>(cells.size())));
            return std::min(at, cells.size() - 1);
        };
        for (std::size_t i = cell(begin); i <= cell(end); ++i) cells[i] = look;
    }
    std::string text(bool colour) const {
        std::string result;
        const char* last = "";
        for (const Look& cell : cells) {
            if (colour && cell.colour != last) result += *cell.colour != '\0' ? cell.colour : "\033[0m";
            last = cell.colour;
            result += cell.mark;
        }
        while (result.ends_with(' ')) result.pop_back();
        return colour ? result + "\033[0m" : result;
    }
};

std::string label(std::string text, std::size_t width) {
    if (text.size() > width) text = text.substr(0, width - 2) + "..";
    return text + std::string(width - text.size() + 1, ' ');
}

}  // namespace

// See https://no-color.org: any value except an empty one means no colour.
bool wants_colour() {
    const char *no_color = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
    return (no_color == nullptr || *no_color == '\0') && (terminal == nullptr || std::string(terminal) != "dumb");
}

int terminal_width() {
    if (const char* columns = std::getenv("COLUMNS"); columns != nullptr && std::atoi(columns) > 0)
        return std::atoi(columns);
    winsize size{};
    for (int fd : {STDOUT_FILENO, STDERR_FILENO})
        if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 100;
}

std::string draw_in_text(const Waterfall& waterfall, int columns, bool colour) {
    if (waterfall.pages.empty()) return "No page was asked for: there is nothing to draw.\n";
    const auto all = static_cast<std::size_t>(std::clamp(columns, 30, 1000));  // $COLUMNS may be any number
    std::size_t longest = std::string("9 threads").size();
    for (const PageTimes& page : waterfall.pages) longest = std::max(longest, page.page.size());
    const std::size_t name_width = std::min(longest, all / 3),
                      width = all - name_width - 2 - std::string(" 0.00").size();
    const double seconds = waterfall.seconds();

    char time[32];
    std::snprintf(time, sizeof time, "%.2f s", seconds);
    std::string text =
        label("", name_width) + "0" + std::string(width - 1 - std::string(time).size(), ' ') + time + "\n";
    bool any_failed = false;
    for (std::size_t i = 0; i < std::min(most_rows, waterfall.pages.size()); ++i) {
        Row row(width, seconds);
        for (const char* name : {"wait", "connect", "receive"})  // the short phases hide the long one
            for (const WaterfallPhase& phase : waterfall.pages[i].phases)
                if (phase.name == name) row.put(phase.begin, phase.end, look_of(name));
        const PageTimes& page = waterfall.pages[i];
        if (page.failed) row.put(page.end(), page.end(), look_of("failed"));
        any_failed = any_failed || page.failed;
        text += label(page.page, name_width) + row.text(colour) + " " + number(page.end() - page.begin(), 2) + "\n";
    }
    if (waterfall.pages.size() > most_rows)
        text += "... and " + std::to_string(waterfall.pages.size() - most_rows) + " more\n";

    Row busy(width, seconds);
    for (bool running : {false, true})  // a cell shows "running" if at least one thread ran
        for (const Lane& lane : waterfall.lanes)
            for (const Lane::Stretch& stretch : lane.stretches)
                if (stretch.running == running) busy.put(stretch.begin, stretch.end, {running ? "▀" : ".", ""});
    std::string threads =
        std::to_string(waterfall.lanes.size()) + (waterfall.lanes.size() == 1 ? " thread" : " threads");
    text += label(threads, name_width) + busy.text(false) + "\n";
    return text + "- connecting   ░ waiting   █ receiving" + (any_failed ? "   x failed" : "") +
           (columns < 80 ? "\n" : "     ") + "threads: ▀ running   . asleep\n";
}
