// Chapter 08, the program: build/08_worker_queue [--workers N] [--site] [--retries N]
#include "common/cli.hpp"
#include "crawler.hpp"

int main(int argc, char** argv) {
    int workers = 100, retries = 0;
    bool site = false;
    auto crawl = [&](const Options& options, const Job& job, Report& report) {
        CrawlOptions how{options.timeout, static_cast<std::size_t>(workers), retries};
        Url start = job.start.front();
        if (site && options.practice_site) start = Url{start.host, start.port};  // not the list, but the home page
        if (site) report.show(Content::sizes);
        for (FoundPage& found : crawl_by_queue(site ? site_job(start) : job, how)) {
            if (found.is_known) continue;
            if (found.page.failed() && !found.found_on.empty())
                found.page.error.append(" (linked from ").append(found.found_on).append(")");
            report.page_with_content(found.page);
        }
    };
    return run_chapter(
        argc, argv, crawl,
        {{"--workers", "N", "at most N pages in flight (default 100)", whole_number(workers, 1)},
         {"--site", "", "follow every link of the host", [&](auto&) { site = true; }},
         {"--retries", "N", "try a page again that might come the next time", whole_number(retries, 0)}});
}
