// Chapter 08, the program: build/08_worker_queue [--workers N] [--site] [--retries N] [--jsonl -]
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "common/cli.hpp"
#include "crawler.hpp"
#include "jsonl.hpp"

namespace {

void report_crawl(const Crawl& crawl, const FoundPage& slowest) {
    char seconds[32];
    std::snprintf(seconds, sizeof seconds, "%.3f", slowest.seconds);
    std::cerr << crawl.redirects << " redirects; the slowest page took " << seconds
              << " seconds: " << slowest.page.url.text() << '\n';
    for (const std::string& link : crawl.elsewhere) std::cerr << "not followed: " << printable(link) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    prepare_process();
    int workers = 100, retries = 0;
    bool site = false, jsonl = false;
    auto from_standard_input = [&](const std::string& name) {
        if (name != "-") throw std::invalid_argument("takes -, for standard input");
        jsonl = true;
    };
    auto crawl_job = [&](const Options& options, Job job, Report& report) {
        CrawlOptions how{options.timeout, static_cast<std::size_t>(workers), retries, ::isatty(STDERR_FILENO) != 0};
        Url start = job.start.front();
        if (site && options.practice_site) start = Url{start.host, start.port};  // not the list, but the home page
        if (site) {
            job = site_job(start);
            report.show(Content::sizes);
        }
        FoundPage slowest;
        Crawl crawl = crawl_by_queue(std::move(job), how, [&](FoundPage found) {
            if (found.is_known) return;
            if (found.page.failed() && !found.found_on.empty())
                found.page.error.append(" (linked from ").append(found.found_on).append(")");
            report.page_with_content(found.page);
            found.page.response = {};
            if (found.seconds >= slowest.seconds) slowest = std::move(found);
        });
        if (site) report_crawl(crawl, slowest);
        if (crawl.interrupted) report.interrupt();
    };
    std::vector<Extra> extras{
        {"--workers", "N", "at most N pages in flight (default 100)", whole_number(workers, 1)},
        {"--site", "", "follow every link of the host", [&](auto&) { site = true; }},
        {"--retries", "N", "try a page again that might come the next time (default 0)", whole_number(retries, 0)},
        {"--jsonl", "-", "URLs on standard input, one JSON object a page on standard output", from_standard_input}};
    try {
        Options options = parse_options(argc, argv, extras);
        if (jsonl) return crawl_lines({options.timeout, static_cast<std::size_t>(workers), retries});
    } catch (const std::invalid_argument&) {  // the command line: run_chapter says what is wrong with it
    } catch (const std::exception& error) {
        std::cerr << "08_worker_queue: " << error.what() << '\n';
        return 1;
    }
    return run_chapter(argc, argv, crawl_job, extras);
}
