// Chapter 08's second step, the program: build/08_crawler [--site] [--jsonl [-]] and more
#include <unistd.h>

#include <iostream>

#include "common/program/cli.hpp"
#include "json.hpp"
#include "jsonl.hpp"
#include "session.hpp"
#include "site_crawl.hpp"

namespace {

struct Settings {
    int workers = 100, retries = 0;
    int max_pages = -1, max_depth = -1;  // -1: unlimited
    std::chrono::milliseconds pause{0};
    bool site = false, jsonl = false, ignore_robots = false;
};

CrawlOptions crawl_options(const Options& options, const Settings& settings) {
    auto limit = [](int most) { return most < 0 ? CrawlOptions::unlimited : static_cast<std::size_t>(most); };
    return {.timeout = options.timeout,
            .workers = static_cast<std::size_t>(settings.workers),
            .retries = settings.retries,
            .pause = settings.pause,
            .obey_robots = settings.site && !settings.ignore_robots,
            .max_pages = limit(settings.max_pages),
            .max_depth = limit(settings.max_depth),
            .progress = ::isatty(STDERR_FILENO) != 0};
}

Job job_of_site(const Options& options, Url start) {
    if (options.practice_site) start = Url{start.host, start.port};  // not the list, but the home page
    return site_job(start);
}

void report_page(Report& report, FoundPage& found, const Settings& settings) {
    if (found.page.failed() && !found.found_on.empty())
        found.page.error.append(" (linked from ").append(found.found_on).append(")");
    if (!settings.jsonl) return report.page_with_content(found.page);
    const Said said = said_by(found.page);
    std::cout << to_json(found, said) + "\n";
    report.page(found.page, said.titles.size());
}

void report_site(const SiteCrawl& crawl, const FoundPage& slowest) {
    std::cerr << crawl.redirects() << " redirects; the slowest page took " << number(slowest.seconds, 3)
              << " seconds: " << slowest.page.url.text() << '\n';
    for (const std::string& link : crawl.not_followed()) std::cerr << "not followed: " << printable(link) << '\n';
    auto beyond = [](std::size_t links, const char* limit) {
        if (links > 0) std::cerr << "not followed: " << links << " more links (" << limit << ")\n";
    };
    beyond(crawl.beyond_pages().size(), "--max-pages");
    beyond(crawl.beyond_depth().size(), "--max-depth");
}

void crawl_job(const Options& options, const Settings& settings, Job job, Report& report) {
    if (settings.site) {
        job = job_of_site(options, job.start.front());
        report.show(Content::sizes);
    }
    FoundPage slowest;
    const CrawlOptions chosen = crawl_options(options, settings);
    SiteCrawl crawl(std::move(job), chosen, [&](FoundPage found) {
        if (found.is_known) return;
        if (!crawl.site().empty()) report.stays_on(crawl.site());
        report_page(report, found, settings);
        found.page.response = {};
        if (found.seconds >= slowest.seconds) slowest = std::move(found);
    });
    Session session(crawl.loop(), crawl.progress(), options.timeout, [&] { crawl.stop(); });
    crawl.slow_down_for(session.output());
    crawl.run();
    session.finish();
    if (settings.site) report_site(crawl, slowest);
    if (session.is_stopped()) report.interrupt();
}

// The options that only this program has.
std::vector<Option> extras(Settings& settings) {
    auto in_pipe = [&](const Options& options) { return crawl_lines(crawl_options(options, settings)); };
    auto nothing = [](const std::string&) {};
    return {
        {"--workers", "N", "at most N pages in flight (default 100)", whole_number(settings.workers, 1)},
        {"--retries", "N", "try again N times if a page may succeed the next time (default 0)",
         whole_number(settings.retries, 0)},
        {"--pause", "MS", "wait MS between two requests to one host (default 0)", milliseconds(settings.pause)},
        {"--site", "", "follow every link of the host", turn_on(settings.site), "", {"--body", "--search"}},
        {"--max-pages", "N", "of a site: at most N pages", whole_number(settings.max_pages, 1), "--site"},
        {"--max-depth", "N", "of a site: at most N links away from the start", whole_number(settings.max_depth, 0),
         "--site"},
        {"--ignore-robots", "", "of your own site: also fetch what its robots.txt excludes",
         turn_on(settings.ignore_robots), "--site"},
        {.name = "--jsonl",
         .help = "one JSON object per page, instead of titles or sizes",
         .set = turn_on(settings.jsonl),
         .excludes = {"--body", "--quiet"}},
        {.name = "-",
         .help = "take the URLs from standard input, one per line",
         .set = nothing,
         .needs = "--jsonl",
         .excludes = {"URL", "--site", "--search", "--delay"},
         .run_instead = in_pipe},
    };
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    auto crawl = [&](const Options& options, Job job, Report& report) {
        crawl_job(options, settings, std::move(job), report);
    };
    return run_chapter(argc, argv, crawl, extras(settings));
}
