// Running a chapter: see cli.hpp.
#include "common/program/cli.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "common/program/out_of_memory.hpp"
#include "common/program/output.hpp"
#include "common/program/trace.hpp"
#include "common/program/waterfall.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"

namespace {

std::string program_name(const char* path) {
    std::string name(path);
    return name.substr(name.rfind('/') + 1);
}

Job job_for(const Options& options, const Url& url) {
    if (options.body) return page_job(url);
    if (options.search > 0) return search_job(url, options.search);
    return list_job(url);
}

// The trace of one run, if an option asks for it: --trace writes to a file that stays, --waterfall to a temporary one.
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
            trace::start(path_, program_);
        } catch (const std::exception& error) {  // the crawl works without a picture
            std::cerr << program_ << ": " << error.what() << "; no trace is written\n";
            waterfall_ = false;
        }
    }
    ~RunTrace() {
        if (trace::is_on()) trace::finish();
        std::error_code ignored;
        if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
    }
    RunTrace(const RunTrace&) = delete;
    RunTrace& operator=(const RunTrace&) = delete;

    void show() const {
        if (!waterfall_) return;
        bool colour = ::isatty(STDERR_FILENO) != 0 && wants_colour();
        std::cerr << draw_in_text(read_trace(path_, program_, begin_), terminal_width(), colour);
    }

private:
    std::string program_, path_, temporary_;
    std::size_t begin_ = 0;  // where this run's events begin in a file that holds earlier ones
    bool waterfall_;
};

// Returns the exit status. If this starts the practice site, the caller ends the site after drawing the waterfall.
int crawl_and_report(Options& options, const ChapterCrawl& crawl_job, std::optional<site::SiteProcess>& practice_site) {
    if (!options.url) {
        practice_site.emplace(site::Config{.delay = options.delay});
        options.url = parse_url(practice_site->url("/top250"));
        options.practice_site = true;
    }
    const Content content = options.body ? Content::body : options.search > 0 ? Content::sizes : Content::titles;
    Report report(content, options.quiet, options.url->authority());
    crawl_job(options, job_for(options, *options.url), report);
    return report.finish();
}

// While this object lives, requests carry the program's name.
struct NameInRequests {
    explicit NameInRequests(const char* path) {
        const char* slash = std::strrchr(path, '/');
        const std::string_view name = user_agent_program = slash == nullptr ? path : slash + 1;
        const bool is_word =
            std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
        if (!is_word) user_agent_program = "";  // other characters could break the header
    }
    ~NameInRequests() { user_agent_program = ""; }
    NameInRequests(const NameInRequests&) = delete;
    NameInRequests& operator=(const NameInRequests&) = delete;
};

}  // namespace

void prepare_process(const char* path) {
    end_if_out_of_memory(path);
    allow_many_descriptors();
    // If a shell started us with 0, 1 or 2 closed (>&-), a socket would get that number and receive our messages.
    int fd = 0;
    do fd = ::open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) ::close(fd);

#ifdef M_TRIM_THRESHOLD  // glibc returns each batch's memory to the system and then asks for it again: five page faults
    ::mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);  // for each page we fetch, a fifth of the whole cost.
#endif
}

int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Option>& extras) {
    prepare_process(argv[0]);
    int at_once = 1'000'000;
    auto crawl_in_rounds = [&](const Options& options, Job job, Report& report) {
        auto fetch = [&](const std::vector<Url>& urls) { return fetch_all(urls, options.timeout); };
        crawl(
            std::move(job), fetch, [&](const Page& page) { report.page_with_content(page); },
            static_cast<std::size_t>(at_once));
    };
    std::vector<Option> all = extras;
    all.push_back(
        {"--at-once", "N", "fetch at most N pages at a time (default: all that are known)", whole_number(at_once, 1)});
    return run_chapter(argc, argv, crawl_in_rounds, all);
}

int run_chapter(int argc, char** argv, const ChapterCrawl& crawl_job, const std::vector<Option>& extras) {
    prepare_process(argv[0]);
    const std::string program = program_name(argv[0]);
    const NameInRequests name(argv[0]);
    Options options;
    try {
        options = parse_options(argc, argv, extras);
    } catch (const std::invalid_argument& error) {
        std::cerr << program << ": " << error.what() << " (" << program << " --help shows all options)\n";
        return 2;
    }
    try {
        Output output;
        if (options.help) {
            std::cout << help_text(program, extras) << std::flush;
            return 0;
        }
        RunTrace run_trace(options, program);
        std::optional<site::SiteProcess> practice_site;  // ends with this function, or with this process
        const int status =
            options.run_instead ? options.run_instead(options) : crawl_and_report(options, crawl_job, practice_site);
        run_trace.show();
        return status;
    } catch (const std::exception& error) {
        std::cerr << program << ": " << error.what() << '\n';
        return 1;
    }
}
