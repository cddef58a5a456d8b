// What every chapter's crawler must do, whatever its mechanism. Each chapter's test calls this with its own.
// How much overlaps is read from the practice site's counters, never from a clock.
#pragma once

#include <string>
#include <vector>

#include "common/program/cli.hpp"
#include "common/program/descriptors.hpp"
#include "common/site/process.hpp"
#include "common/testing/holdings.hpp"

struct Crawler {
    ChapterFetchAll fetch_all;
    int at_once;  // how many pages it has in flight when there are more to fetch; 100: as many as there are
};

// Runs all of the contract's cases, as doctest subcases of the test case that calls it.
void check_crawler_contract(const Crawler& crawler);

// --- For the chapters' own tests -----------------------------------------------------------------------

std::vector<Url> search_urls(const site::SiteProcess& practice_site, int count);
std::vector<std::string> titles_of(const std::vector<Page>& pages);
std::vector<std::string> all_films();  // the 250 titles in the order of the list
