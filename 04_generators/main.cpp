// Chapter 04, the program: build/04_generators [--first N]
#include "common/program/cli.hpp"
#include "fetch_all.hpp"
#include "stream.hpp"

namespace {

// A step that lets pages through and reports each as it passes.
Generator<Page> reported(Generator<Page> pages, Report& report) {
    for (Page& page : pages) {
        report.page(page);
        co_yield std::move(page);
    }
}

}  // namespace

int main(int argc, char** argv) {
    int first = 0;
    auto crawl = [&](const Options& options, const Job& job, Report& report) {
        Generator<Page> pages = fetch_all(job, options.timeout);
        if (first == 0) {
            for (const Page& page : pages) report.page_with_content(page);
        } else {
            for (const std::string& title : take(titles(reported(std::move(pages), report)), first))
                report.title(title);
        }
    };
    return run_chapter(argc, argv, crawl,
                       {{.name = "--first",
                         .value_name = "N",
                         .help = "only the first N titles, and no more pages than they need",
                         .set = whole_number(first, 1),
                         .excludes = {"--body", "--search"}}});
}
