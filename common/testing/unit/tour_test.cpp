// Tests of common/bench: how a trace is read, whether the pictures are well-formed SVG, and what is measured when a
// program runs. The table's tests are in table_test.cpp.
#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "common/bench/bench.hpp"
#include "common/bench/measured_run.hpp"
#include "common/program/waterfall.hpp"
#include "common/testing/count.hpp"

namespace {

using Strings = std::vector<std::string>;

// Well-formed as far as our pictures go: tags are balanced, attributes quoted, & and < only as entities.
bool is_well_formed(std::string_view xml) {
    Strings open;
    while (!xml.empty()) {
        if (xml[0] == '&' && !xml.starts_with("&amp;") && !xml.starts_with("&lt;")) return false;
        if (xml[0] != '<') {
            xml.remove_prefix(1);
            continue;
        }
        std::size_t end = xml.find('>');
        if (end == std::string_view::npos) return false;
        std::string_view tag = xml.substr(1, end - 1);
        xml.remove_prefix(end + 1);
        std::string name(tag.substr(0, tag.find_first_of(" /", 1)));
        if (tag.find('<') != std::string_view::npos || std::count(tag.begin(), tag.end(), '"') % 2 != 0) return false;
        if (!tag.starts_with('/')) {
            if (!tag.ends_with('/')) open.push_back(name);
        } else {
            if (open.empty() || "/" + open.back() != name) return false;
            open.pop_back();
        }
        if (open.empty()) return xml == "\n";  // one root, and nothing after it
    }
    return false;
}

// What read_trace returns for a file with this text.
Waterfall read(const std::string& text) {
    std::string path = std::filesystem::temp_directory_path() / "tour_test.XXXXXX";
    ::close(::mkstemp(path.data()));
    std::ofstream(path) << text;
    Waterfall waterfall = read_trace(path, "a & b");
    std::filesystem::remove(path);
    return waterfall;
}

// A line as common/trace writes it.
std::string event(const std::string& phase, char kind, const std::string& id, long time, const std::string& page,
                  long ran = 0) {
    return "{\"cat\":\"page\",\"name\":\"" + phase + "\",\"ph\":\"" + kind + "\",\"id\":\"" + id +
           "\",\"ts\":" + std::to_string(time) + ",\"tts\":" + std::to_string(ran) +
           ",\"pid\":7,\"tid\":8,\"args\":{\"page\":\"" + page + "\"}},\n";
}

// One connection that is kept for a second page, and one that another process made in between.
std::string small_trace() {
    return "[\n" + event("connect", 'b', "7.1", 5'000'000, "") + event("connect", 'e', "7.1", 5'100'000, "/a?x&y") +
           event("wait", 'b', "7.1", 5'100'000, "/a?x&y") + event("connect", 'b', "9.1", 5'200'000, "") +
           event("wait", 'e', "7.1", 5'300'000, "/a?x&y") + event("receive", 'b', "7.1", 5'300'000, "/a?x&y") +
           event("connect", 'e', "9.1", 5'400'000, "/<b>") + event("receive", 'e', "7.1", 5'500'000, "/a?x&y") +
           event("wait", 'b', "7.1", 5'500'000, "/c") + event("wait", 'e', "7.1", 6'000'000, "/c");
}

std::string text_of(const Waterfall& waterfall) {
    std::ostringstream text;
    for (const PageTimes& page : waterfall.pages) {
        text << page.page;
        for (const WaterfallPhase& phase : page.phases)
            text << ' ' << phase.name << ' ' << std::lround(phase.begin * 1e3) << '-' << std::lround(phase.end * 1e3);
        text << '\n';
    }
    return text.str();
}

}  // namespace

TEST_CASE("a trace is read as one row per page, in the order in which they begin, with times from the run's start") {
    Waterfall waterfall = read(small_trace());
    CHECK(waterfall.title == "a & b");
    CHECK(text_of(waterfall) ==
          "/a?x&y connect 0-100 wait 100-300 receive 300-500\n/<b> connect 200-400\n/c wait 500-1000\n");
    CHECK(waterfall.seconds() == doctest::Approx(1.0));
    CHECK_THROWS_WITH_AS(read_trace("/no/such/file", ""), "/no/such/file cannot be read", std::runtime_error);
}

TEST_CASE("a page that was asked for at its second address is one row") {
    CHECK(text_of(read(event("connect", 'b', "7.1", 5'000'000, "") + event("connect", 'e', "7.1", 5'100'000, "") +
                       event("closed", 'n', "7.1", 5'100'000, "") + event("connect", 'b', "7.2", 5'100'000, "") +
                       event("connect", 'e', "7.2", 5'200'000, "/a") + event("wait", 'b', "7.2", 5'200'000, "/a") +
                       event("wait", 'e', "7.2", 5'300'000, "/a"))) == "/a connect 100-200 wait 200-300\n");
}

TEST_CASE("a trace that is empty, cut short or no trace at all yields the pages that can be read, or none") {
    for (std::string text :
         {"", "[\n", "[", "\n\n", "no trace", "{\"cat\":", "{\"cat\":\"", "{\"cat\":\"page", "\"cat\":\"page\"x"})
        for (const PageTimes& page : read(text).pages) CHECK(page.page == "");
    const std::string whole = small_trace();
    for (std::size_t size = 0; size < whole.size(); size += 7) CHECK(read(whole.substr(0, size)).pages.size() <= 3);
    // The end of a phase whose beginning is not there, as in a file whose front is lost.
    CHECK(text_of(read(event("wait", 'e', "7.1", 5'000'000, "/lost"))) == "");

    std::minstd_rand chance(2017);
    const Strings pieces = {"{\"cat\":\"page\",",
                            "\"name\":",
                            "\"wait\"",
                            "\"ph\":\"b\"",
                            "\"ts\":",
                            "\"id\":",
                            "\"page\":",
                            "12",
                            ",",
                            "}",
                            "\n",
                            "\"",
                            "\xff"};
    for (int i = 0; i < 300; ++i) {
        std::string text;
        for (int j = 0; j < 40; ++j) text += pieces[chance() % pieces.size()];
        CHECK(read(text).pages.size() <= count(text, "\n") + 1);
    }
}

TEST_CASE("pictures are well-formed SVG with a box per phase, and names in them are escaped") {
    const Waterfall waterfall = read(small_trace());
    const std::size_t phases = 5, legend = 3, lane = 1;  // its one thread sleeps all the time
    const std::string picture = draw(waterfall, 1.1);
    CHECK(is_well_formed(picture));
    CHECK(count(picture, "<rect ") == phases + legend + lane);
    CHECK(count(picture, "<rect class=\"wait\"") == 2 + 1);
    CHECK(count(picture, ">/a?x&amp;y</text>") == 1);
    CHECK(count(picture, ">/&lt;b>") == 1);
    CHECK(count(picture, ">a &amp; b</text>") == 1);

    for (std::size_t panels : {1u, 4u, 8u}) {
        const std::string overview = draw_overview(std::vector<Waterfall>(panels, waterfall), 1.1);
        CHECK(is_well_formed(overview));
        CHECK(count(overview, "<rect ") == panels * phases + legend + 1);  // and the window of the motion
        CHECK(count(overview, "a &amp; b") == panels);
        CHECK(count(overview, "1.00 s") == panels);
    }
    CHECK(is_well_formed(draw(Waterfall{"empty", {}}, 1.1)));
    CHECK_FALSE(is_well_formed("<svg><g></svg>\n"));  // the checker notices mistakes
    CHECK_FALSE(is_well_formed("<svg>&</svg>\n"));
}

TEST_CASE("a thread ran where it used the processor for at least half of the time, and otherwise it slept") {
    Waterfall waterfall = read(event("connect", 'b', "7.1", 5'000'000, "", 900'000) +
                               event("connect", 'e', "7.1", 5'100'000, "/a", 1'000'000) +  // ran all the time
                               event("wait", 'b', "7.1", 5'100'000, "/a", 1'000'000) +
                               event("wait", 'e', "7.1", 5'300'000, "/a", 1'099'000) +  // less than half of it
                               event("receive", 'b', "7.1", 5'300'000, "/a", 1'099'000) +
                               event("receive", 'e', "7.1", 5'500'000, "/a", 1'200'000));  // just half
    REQUIRE(waterfall.lanes.size() == 1);
    std::ostringstream text;
    for (const Lane::Stretch& stretch : waterfall.lanes[0].stretches)
        text << (stretch.running ? "runs " : "sleeps ") << std::lround(stretch.begin * 1e3) << '-'
             << std::lround(stretch.end * 1e3) << ' ';
    CHECK(text.str() == "runs 0-100 sleeps 100-300 runs 300-500 ");
    CHECK(count(draw(waterfall, 1.1), "<rect class=\"running\"") == 2);
}

TEST_CASE("a page that has failed is marked, and no other") {
    const Waterfall waterfall = read(small_trace() + event("failed", 'n', "7.0", 6'000'000, "/c"));
    REQUIRE(waterfall.pages.size() == 3);
    for (const PageTimes& page : waterfall.pages) CHECK(page.failed == (page.page == "/c"));
    CHECK(waterfall.seconds() == doctest::Approx(1.0));                 // when it was reported does not matter
    CHECK(count(draw(waterfall, 1.1), "<rect class=\"failed\"") == 2);  // in its row, and in the legend
    CHECK(count(draw(read(small_trace()), 1.1), "<rect class=\"failed\"") == 0);
    CHECK(count(draw_in_text(waterfall, 40, false), "░x 0.50") == 1);
    CHECK(count(draw_in_text(waterfall, 40, false), "x failed") == 1);
    CHECK(count(draw_in_text(read(small_trace()), 40, false), "failed") == 0);
}

TEST_CASE("in a terminal of 40 columns or more, each page is one line that fits") {
    const Waterfall waterfall = read(small_trace());
    CHECK(draw_in_text(waterfall, 40, false) ==
          "          0                 1.00 s\n"
          "/a?x&y    ---░░░░██████ 0.50\n"
          "/<b>          ------ 0.20\n"
          "/c                    ░░░░░░░░░░░░ 0.50\n"
          "1 thread  ........................\n"
          "- connecting   ░ waiting   █ receiving\n"
          "threads: ▀ running   . asleep\n");
    auto widest = [](const std::string& text) {
        std::size_t most = 0;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            auto cells = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
            most = std::max(most, static_cast<std::size_t>(cells));
        }
        return most;
    };
    for (int columns : {40, 79, 80, 200})
        CHECK(widest(draw_in_text(waterfall, columns, false)) <= static_cast<std::size_t>(columns));
    CHECK(widest(draw_in_text(waterfall, 1'000'000, false)) <= 1000);
    for (int columns : {-1, 0, 1, 20}) CHECK(!draw_in_text(waterfall, columns, true).empty());
    CHECK(draw_in_text(Waterfall{"empty", {}}, 80, false) == "No page was asked for: there is nothing to draw.\n");

    Waterfall many = waterfall;
    many.pages.assign(250, waterfall.pages[0]);
    std::string text = draw_in_text(many, 80, false);
    CHECK(count(text, "\n") == 1 + 100 + 1 + 1 + 1);
    CHECK(count(text, "... and 150 more\n") == 1);
}

TEST_CASE("plots are well-formed SVG with a line and a name for each series that has points") {
    const Plot memory{"memory", {{"threads", {{1, 8}, {10, 9}, {1000, 8.5}}}, {"coroutines", {{1, 0.5}, {10000, 2}}}}};
    const std::string picture = draw_plots({memory, {"nothing", {}}, {"a point", {{"one", {{3, 3}}}}}}, "at once");
    CHECK(is_well_formed(picture));
    CHECK(count(picture, "<polyline ") == 3);
    CHECK(count(picture, ">threads</text>") == 1);
    CHECK(count(picture, ">10,000</text>") == 1);
    CHECK(count(picture, ">0.1</text>") == 1);
    CHECK(count(picture, "nan") + count(picture, "inf") == 0);
}

TEST_CASE("a program's output, errors and exit status are returned, whatever they are") {
    struct Case {
        Strings command;
        int status;
        std::string output, errors;
    };
    const Case cases[] = {
        {{"/bin/echo", "two  words"}, 0, "two  words\n", ""},
        {{"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}, 3, "out\n", "err\n"},
        {{"/bin/sh", "-c", "printf 'a\\000b'"}, 0, std::string("a\0b", 3), ""},
        {{"/bin/sh", "-c", "kill -9 $$"}, -1, "", ""},
        {{"/no/such/program"}, 127, "", ""},
    };
    for (const Case& c : cases) {
        CAPTURE(c.command.back());
        MeasuredRun run = run_and_measure(c.command);
        CHECK(run.status == c.status);
        CHECK(run.output == c.output);
        CHECK(run.errors == c.errors);
        CHECK(run.seconds > 0);
    }
    // More than a pipe holds: the output is read only after the program has ended.
    CHECK(run_and_measure({"/bin/sh", "-c", "head -c 300000 /dev/zero"}).output.size() == 300'000);
}

TEST_CASE("a program's processor time and memory are measured, including its children's") {
    const std::string loop = "i=0; while [ $i -lt 30000 ]; do i=$((i + 1)); done";
    for (std::string script : {loop, "(" + loop + "); true"}) {
        MeasuredRun run = run_and_measure({"/bin/sh", "-c", script});
        CHECK(run.status == 0);
        CHECK(run.cpu_milliseconds > 0);
        CHECK(run.peak_megabytes > 0.1);
    }
}
