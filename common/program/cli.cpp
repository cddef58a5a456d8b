// Reading options and running a chapter: see cli.hpp.
#include "common/program/cli.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <new>
#include <stdexcept>

#include "common/program/descriptors.hpp"
#include "common/program/trace.hpp"
#include "common/program/waterfall.hpp"
#include "common/site/process.hpp"

namespace {

std::string program_name(const char* path) {
    std::string name(path);
    return name.substr(name.rfind('/') + 1);
}

void print_help(const std::string& program, const std::vector<Extra>& extras) {
    auto line = [](const std::string& option, const std::string& meaning) {
        std::cout << "  " << option << std::string(option.size() < 16 ? 16 - option.size() : 1, ' ') << meaning << '\n';
    };
    std::cout << "usage: " << program << " [options] [URL]\n\n";
    line("(no URL)", "start the practice site on a free port and crawl its film list");
    line("--search N", "fetch N search pages of the URL's host instead of the list");
    line("--timeout S", "seconds a page may take (default 5)");
    line("--delay MS", "milliseconds the practice site started here takes for a page (default 100)");
    line("--body", "write the decoded body of this one URL to standard output, and nothing else");
    line("--quiet", "no titles, only the summary");
    line("--trace FILE", "append what each connection does, for chrome://tracing or Perfetto");
    line("--waterfall", "draw it in the terminal after the run");
    for (const Extra& extra : extras) line(extra.name + " " + extra.value_name, extra.help);
    line("--help", "show this");
}

std::chrono::milliseconds milliseconds_of(const std::string& value, double unit, double smallest) {
    char* end = nullptr;
    double number = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0' || !std::isfinite(number) || number < smallest || number * unit > 86'400'000)
        throw std::invalid_argument(std::string("takes a number of ") +
                                    (unit > 1 ? "seconds from 0.001 to 86400" : "milliseconds from 0 to 86400000") +
                                    ", not \"" + printable(value) + "\"");
    return std::chrono::milliseconds(std::llround(number * unit));
}

Job job_for(const Options& options, const Url& url) {
    if (options.body) return page_job(url);
    if (options.search > 0) return search_job(url, options.search);
    return list_job(url);
}

// A run's own trace, if one was asked for: to a file that stays, or for the waterfall to one that goes.
class RunTrace {
public:
    RunTrace(const Options& options, const std::string& program) : program_(program), waterfall_(options.waterfall) {
        if (options.trace.empty() && !options.waterfall) return;
        path_ = options.trace;
        try {
            if (path_.empty()) {
                std::string name = std::filesystem::temp_directory_path() / "waterfall.XXXXXX";
                int fd = ::mkstemp(name.data());
                if (fd >= 0) ::close(fd);
                path_ = temporary_ = name;
            }
            std::error_code missing;
            auto size = std::filesystem::file_size(path_, missing);
            begin_ = missing ? 0 : static_cast<std::size_t>(size);
            trace::start(path_);
        } catch (const std::exception& error) {  // a picture less is no reason not to crawl
            std::cerr << program_ << ": " << error.what() << "; no trace is written\n";
            waterfall_ = false;
        }
    }
    ~RunTrace() {
        std::error_code ignored;
        if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
    }
    RunTrace(const RunTrace&) = delete;
    RunTrace& operator=(const RunTrace&) = delete;

    void show() const {
        if (!waterfall_) return;
        bool colour = ::isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
        std::cerr << draw_in_text(read_trace(path_, program_, begin_), terminal_width(), colour);
    }

private:
    std::string program_, path_, temporary_;
    std::size_t begin_ = 0;  // where this run's events begin in a file that had some already
    bool waterfall_;
};

}  // namespace

void prepare_process() {
    allow_many_descriptors();
    // Started with one of 0, 1, 2 closed (>&-), a socket would get that number, and be sent what is meant for people.
    int fd = 0;
    do fd = ::open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) ::close(fd);

    struct OutOfMemory : std::bad_alloc {
        const char* what() const noexcept override { return "out of memory"; }
    };
    std::set_new_handler([] { throw OutOfMemory(); });
#ifdef M_TRIM_THRESHOLD  // glibc. Else it gives a batch's memory back to the system only to ask for it again: five
    ::mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);  // page faults a page, a fifth of all that a page costs.
#endif
}

std::function<void(const std::string&)> whole_number(int& target, int smallest) {
    return [&target, smallest](const std::string& value) {
        int number = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size() || number < smallest || number > 1'000'000)
            throw std::invalid_argument("takes a whole number from " + std::to_string(smallest) +
                                        " to 1000000, not \"" + printable(value) + "\"");
        target = number;
    };
}

Options parse_options(int argc, char** argv, const std::vector<Extra>& extras) {
    Options options;
    std::vector<Extra> known = extras;
    known.push_back({"--search", "N", "", whole_number(options.search, 1)});
    known.push_back({"--timeout", "S", "",
                     [&](const std::string& value) { options.timeout = milliseconds_of(value, 1000, 0.001); }});
    known.push_back(
        {"--delay", "MS", "", [&](const std::string& value) { options.delay = milliseconds_of(value, 1, 0); }});
    known.push_back({"--trace", "FILE", "", [&](const std::string& value) { options.trace = value; }});
    known.push_back({"--waterfall", "", "", [&](const std::string&) { options.waterfall = true; }});
    known.push_back({"--body", "", "", [&](const std::string&) { options.body = true; }});
    known.push_back({"--quiet", "", "", [&](const std::string&) { options.quiet = true; }});
    known.push_back({"--help", "", "", [&](const std::string&) {
                         print_help(program_name(argv[0]), extras);
                         std::exit(0);
                     }});

    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (!argument.starts_with("-")) {
            if (options.url) throw std::invalid_argument("one URL, not two: " + printable(argument));
            try {
                options.url = parse_url(argument);
            } catch (const std::invalid_argument& error) {
                throw std::invalid_argument(printable(argument + ": " + error.what()));
            }
            continue;
        }
        const Extra* option = nullptr;
        for (const Extra& candidate : known)
            if (candidate.name == argument) option = &candidate;
        if (option == nullptr) throw std::invalid_argument("there is no option " + printable(argument));
        std::string value;
        if (!option->value_name.empty()) {
            if (i + 1 == argc)
                throw std::invalid_argument(argument + " needs a value: " + argument + " " + option->value_name);
            value = argv[++i];
        }
        try {
            option->set(value);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(argument + " " + error.what());
        }
        if (option->instead) options.instead = option->instead;
    }
    if (options.body && options.search > 0)
        throw std::invalid_argument("--body is for one page; it does not go with --search");
    return options;
}

int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Extra>& extras) {
    int at_once = 1'000'000;
    auto crawl_in_rounds = [&](const Options& options, Job job, Report& report) {
        auto fetch = [&](const std::vector<Url>& urls) { return fetch_all(urls, options.timeout); };
        crawl(
            std::move(job), fetch, [&](const Page& page) { report.page_with_content(page); },
            static_cast<std::size_t>(at_once));
    };
    std::vector<Extra> all = extras;
    all.push_back(
        {"--at-once", "N", "fetch N pages at a time at most (default: all that are known)", whole_number(at_once, 1)});
    return run_chapter(argc, argv, crawl_in_rounds, all);
}

int run_chapter(int argc, char** argv, const ChapterCrawl& crawl_job, const std::vector<Extra>& extras) {
    prepare_process();
    const std::string program = program_name(argv[0]);
    Options options;
    try {
        options = parse_options(argc, argv, extras);
    } catch (const std::invalid_argument& error) {
        std::cerr << program << ": " << error.what() << " (" << program << " --help shows all options)\n";
        return 2;
    }
    try {
        if (options.instead) return options.instead(options);
        RunTrace run_trace(options, program);
        std::optional<site::SiteProcess> practice_site;  // ends with this function, or with this process
        if (!options.url) {
            practice_site.emplace(site::Config{.delay = options.delay});
            options.url = parse_url(practice_site->url("/top250"));
            options.practice_site = true;
        }
        Report report(options.body         ? Content::body
                      : options.search > 0 ? Content::sizes
                                           : Content::titles,
                      options.quiet);
        crawl_job(options, job_for(options, *options.url), report);
        int status = report.finish();
        run_trace.show();
        return status;
    } catch (const std::exception& error) {
        std::cerr << program << ": " << error.what() << '\n';
        return 1;
    }
}
