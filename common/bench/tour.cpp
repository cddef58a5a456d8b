// The tour, `make run`: starts the practice site, lets every chapter crawl it, and compares them.
// The arguments are the chapters' programs.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>

#include "common/bench/measured_run.hpp"
#include "common/bench/table.hpp"
#include "common/program/waterfall.hpp"
#include "common/site/films.hpp"
#include "common/site/process.hpp"

namespace {

constexpr std::chrono::milliseconds list_delay{100};
constexpr std::chrono::milliseconds search_delay{50};  // two chapters wait for it a hundred times

// A chapter, found by its number, and the article's times in seconds: for the film list from its programs P2, P4, P5
// and P7, for the hundred search pages from P11 and P17. The ratios compare with P2 and P11.
struct Chapter {
    std::string_view number;
    std::string_view mechanism;
    double article_list = 0;
    double article_search = 0;
};
constexpr Chapter chapters[] = {
    {"01", "one after another", 6.54, 47.76},
    {"02", "a thread per page", 1.45},
    {"03", "four processes", 2.03},
    {"04", "a lazy generator"},
    {"05", "callbacks, one loop"},
    {"06", "futures and tasks", 0, 3.53},
    {"07", "co_await", 1.71},
    {"08", "workers on a queue"},
};

std::string expected_titles() {
    std::string text;
    int number = 0;
    for (const site::Film& film : site::films())
        text += std::to_string(++number) + " " + std::string(film.title) + "\n";
    return text;
}

// Runs the job with every program and prints the table. Returns false if one of them fails or prints something else.
bool compare(site::SiteProcess& practice_site, const std::vector<std::string>& programs,
             const std::vector<std::string>& options, std::string expected, bool search) {
    const bool terminal = ::isatty(STDOUT_FILENO) != 0;
    const bool colour = terminal && wants_colour();
    std::vector<Row> rows;
    bool agreed = true;
    for (const std::string& program : programs) {
        std::string name = program.substr(program.rfind('/') + 1);
        Chapter chapter{};
        for (const Chapter& known : chapters)
            if (name.starts_with(known.number)) chapter = known;

        if (terminal) std::printf("%s ...\r", name.c_str()), std::fflush(stdout);
        practice_site.reset_stats();
        std::vector<std::string> command{program};
        command.insert(command.end(), options.begin(), options.end());
        MeasuredRun run = run_and_measure(command);
        if (expected.empty()) expected = run.output;
        if (run.status != 0 || run.output != expected) {
            std::printf("%s did not print what it should (exit status %d):\n%s", name.c_str(), run.status,
                        run.errors.c_str());
            agreed = false;
        }
        double before = search ? chapters[0].article_search : chapters[0].article_list;
        double after = search ? chapter.article_search : chapter.article_list;
        rows.push_back({name, std::string(chapter.mechanism), practice_site.stats().peak_in_flight, run.seconds,
                        run.cpu_milliseconds, run.peak_megabytes, after > 0 ? before / after : 0});
        if (!terminal) std::printf("%s\n", name.c_str());
    }
    if (terminal) std::printf("\033[K");
    std::printf("%s\n", table(rows, terminal_width(), colour).c_str());
    return agreed;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> programs(argv + 1, argv + argc);
    if (programs.empty()) {
        std::fprintf(stderr, "usage: tour PROGRAM...    (make run calls it with every chapter)\n");
        return 2;
    }
    try {
        std::printf("\nThe film list: 10 pages, 250 titles; the site answers each after %ld ms\n\n",
                    static_cast<long>(list_delay.count()));
        site::SiteProcess list_site({.delay = list_delay});
        bool agreed = compare(list_site, programs, {list_site.url("/top250")}, expected_titles(), false);
        std::printf("100 search pages, each answered after %ld ms\n\n", static_cast<long>(search_delay.count()));
        site::SiteProcess search_site({.delay = search_delay});
        agreed &= compare(search_site, programs, {"--search", "100", search_site.url("/")}, "", true);
        std::printf("%s\n", agreed
                                ? "Every chapter fetched the same 250 titles in the same order, and the same 100 pages."
                                : "Some chapters did not fetch what they should: see above.");
        std::printf(
            "at once: most pages in flight, as the site counted.  faster: than chapter 01.  article: how many times\n"
            "faster the article's own program was.  MB: the largest process.\n"
            "The same as a picture: docs/img/overview.svg, or build/01_blocking --waterfall.  Continue in "
            "01_blocking/README.md\n");
        return agreed ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "tour: %s\n", error.what());
        return 1;
    }
}
