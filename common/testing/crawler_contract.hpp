// What every chapter's crawler must do, whatever its mechanism. Each chapter's tests call this with their own crawler.
// The practice site's counters show how many pages overlap; no test uses a clock for that.
#pragma once

#include <string>
#include <vector>

#include "common/program/cli.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "common/testing/holdings.hpp"

struct Crawler {
    ChapterFetchAll fetch_all;
    int at_once;  // how many pages it keeps in flight if there are enough; 100 if it has no limit
};

// Runs all cases of the contract, as doctest subcases of the calling test case.
void check_crawler_contract(const Crawler& crawler);

// Fetches again and again, and each time another allocation fails. Then fetch_all must throw std::bad_alloc, or only
// the page that needed the memory may fail. For crawlers of one thread.
void check_without_memory(const ChapterFetchAll& fetch_all);

// 5,000 pages must be in flight at once, if the descriptor limit allows it.
void check_thousands_at_once(const ChapterFetchAll& fetch_all);

// --- For the chapters' own tests -----------------------------------------------------------------------

std::vector<Url> search_urls(const site::SiteProcess& practice_site, int count);
std::vector<std::string> titles_of(const std::vector<Page>& pages);
std::vector<std::string> all_films();  // the 250 titles in the order of the list
