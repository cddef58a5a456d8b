// Chapter 08, the program: build/08_worker_queue [--workers N]
#include "common/program/cli.hpp"
#include "crawl_by_queue.hpp"

int main(int argc, char** argv) {
    int workers = 100;
    auto crawl_job = [&](const Options& options, const Job& job, Report& report) {
        for (const Page& page : crawl_by_queue(job, options.timeout, static_cast<std::size_t>(workers)))
            report.page_with_content(page);
    };
    return run_chapter(argc, argv, crawl_job,
                       {{"--workers", "N", "at most N pages in flight (default 100)", whole_number(workers, 1)}});
}
