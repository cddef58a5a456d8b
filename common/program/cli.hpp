// Everything in a chapter's program except its mechanism. Each chapter's main.cpp calls it.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "common/crawl/crawl.hpp"
#include "common/program/options.hpp"
#include "common/program/report.hpp"

// A chapter's mechanism. `timeout` is the time allowed for each page.
using ChapterFetchAll = std::function<std::vector<Page>(const std::vector<Url>&, std::chrono::milliseconds timeout)>;

// Reads the options, crawls, prints titles to standard output, and prints failures and the summary to standard error.
// Returns the exit status: 0 if all pages arrived, 1 if some failed, 2 if the command line was wrong.
int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Option>& extras = {});

// The same for a chapter that crawls without rounds and reports the pages as they arrive.
using ChapterCrawl = std::function<void(const Options&, Job, Report&)>;
int run_chapter(int argc, char** argv, const ChapterCrawl& crawl_job, const std::vector<Option>& extras = {});

// Makes sure that the standard descriptors are open, raises the limit on descriptors, and lets the program end with one
// sentence when memory runs out. `path` is the program's, argv[0]. run_chapter calls it first.
void prepare_process(const char* path);
