// A chapter's whole program, but for its mechanism. Each chapter's main.cpp calls it.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "common/crawl/crawl.hpp"
#include "common/program/options.hpp"
#include "common/program/report.hpp"

// A chapter's mechanism, with the time each page may take.
using ChapterFetchAll = std::function<std::vector<Page>(const std::vector<Url>&, std::chrono::milliseconds timeout)>;

// The whole program: reads the options, crawls, prints titles to standard output, and failures and the summary to
// standard error. Returns the exit status: 0 all pages came, 1 some failed, 2 the command line was wrong.
int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Extra>& extras = {});

// The same for a chapter that crawls in a way of its own, without rounds, and reports pages as they come.
using ChapterCrawl = std::function<void(const Options&, Job, Report&)>;
int run_chapter(int argc, char** argv, const ChapterCrawl& crawl_job, const std::vector<Extra>& extras = {});

// What a process needs whoever starts it: standard descriptors that are open, and memory that says when it is used up.
// (run_chapter does it. A program that works without run_chapter begins with it.)
void prepare_process();
