// Chapter 08's second step, the program: build/08_crawler [--workers N] [--site] [--retries N] [--jsonl -]
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "common/program/cli.hpp"
#include "interrupt.hpp"
#include "jsonl.hpp"
#include "site_crawl.hpp"

namespace {

struct Settings {
    int workers = 100, retries = 0;
    bool site = false;
};

CrawlOptions crawl_options(const Options& options, const Settings& settings) {
    const bool progress = ::isatty(STDERR_FILENO) != 0;
    return {options.timeout, static_cast<std::size_t>(settings.workers), settings.retries, progress};
}

Job job_of_site(const Options& options, Url start) {
    if (options.practice_site) start = Url{start.host, start.port};  // not the list, but the home page
    return site_job(start);
}

void report_page(Report& report, FoundPage& found) {
    if (found.page.failed() && !found.found_on.empty())
        found.page.error.append(" (linked from ").append(found.found_on).append(")");
    report.page_with_content(found.page);
}

void report_site(const SiteCrawl& crawl, const FoundPage& slowest) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3f", slowest.seconds);
    std::cerr << crawl.redirects() << " redirects; the slowest page took " << seconds
              << " seconds: " << slowest.page.url.text() << '\n';
    for (const std::string& link : crawl.elsewhere()) std::cerr << "not followed: " << printable(link) << '\n';
}

void crawl_job(const Options& options, const Settings& settings, Job job, Report& report) {
    if (settings.site) {
        job = job_of_site(options, job.start.front());
        report.show(Content::sizes);
    }
    FoundPage slowest;
    SiteCrawl crawl(std::move(job), crawl_options(options, settings), [&](FoundPage found) {
        if (found.is_known) return;
        report_page(report, found);
        found.page.response = {};
        if (found.seconds >= slowest.seconds) slowest = std::move(found);
    });
    {
        Interrupt interrupt(crawl.loop(), [&] { crawl.stop(); });
        crawl.run();
    }
    if (settings.site) report_site(crawl, slowest);
    if (crawl.is_stopped()) report.interrupt();
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    auto must_be_standard_input = [](const std::string& name) {
        if (name != "-") throw std::invalid_argument("takes -, for standard input");
    };
    auto in_pipe = [&](const Options& options) { return crawl_lines(crawl_options(options, settings)); };
    auto crawl = [&](const Options& options, Job job, Report& report) {
        crawl_job(options, settings, std::move(job), report);
    };
    return run_chapter(
        argc, argv, crawl,
        {{"--workers", "N", "at most N pages in flight (default 100)", whole_number(settings.workers, 1)},
         {"--site", "", "follow every link of the host", [&](auto&) { settings.site = true; }},
         {"--retries", "N", "try a page again that may come the next time (default 0)",
          whole_number(settings.retries, 0)},
         {"--jsonl", "-", "URLs on standard input, one JSON object a page on standard output", must_be_standard_input,
          in_pipe}});
}
