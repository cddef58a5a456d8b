// The crawler's outer half: fetch a round of pages, look for links, and go round again until there are none.
// A chapter writes the inner half, fetch_all: its mechanism is there.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/page.hpp"

// A chapter's mechanism: brings all the pages, in the order of the URLs. It never throws for a page that failed.
using FetchAll = std::function<std::vector<Page>(const std::vector<Url>&)>;

// What to crawl. The jobs of this repository follow; each is a start, and what to look for in a page.
struct Job {
    std::vector<Url> start;
    std::function<std::vector<std::string>(const std::string& html)> links = {};  // as they stand in the page
    std::function<std::string(const Page&)> complaint = {};  // why a page that came is not a right one, or ""
    int rounds = 1;
    bool needs_all_links = false;  // a link that cannot be followed is a page that failed: a list would lack its films
    std::string site = {};         // the host and port that the crawl stays on; see links_of()
};

Job list_job(const Url& first_page);             // the films: the first page, then the pages it links to
Job search_job(const Url& any_page, int count);  // /s?wd=0, /s?wd=1, ... of that page's host
Job page_job(const Url& page);                   // just this one
Job site_job(const Url& start);                  // every page of the host that can be reached from here

// Gives every page of the job, in the order in which it was found. A redirect is a link that the next round
// follows in the same place, ten times at most; an answer other than 2xx is an error. So no fetch_all has to know.
std::vector<Page> crawl(Job job, const FetchAll& fetch_all);

// The same, but keeps none: gives each away as soon as it and all before it have come. A round of more than `at_once`
// pages is fetched in parts of that size.
void crawl(Job job, const FetchAll& fetch_all, const std::function<void(Page)>& give, std::size_t at_once = 1'000'000);

// --- The pieces, for chapters that crawl without rounds -----------------------------------------------

inline constexpr int max_redirects = 10;

// Where the page redirects to, if it does; `redirects` have led to it. One that leads nowhere, or is one too many,
// becomes the page's error.
std::optional<Url> redirect_target(Page& page, int redirects);

// Makes an error of what came and is not a right page: a status other than 2xx, a body that is compressed, the job's
// complaint.
void judge(const Job& job, Page& page);

// The links that the job looks for in a page that was judged, sorted. The crawl stays on one site, job.site; where that
// is empty, this page settles it: so it is the first page's, after the first page's own redirects. When a redirect has
// led to a page beyond, its links are not followed.
struct Links {
    std::vector<Url> to_follow;
    std::vector<std::string> not_followed;  // each once: "http://other/", or "mailto:me (and why not)"; printable
    std::vector<Page> missing;              // the same as failed pages, if the job needs all its links
};
Links links_of(Job& job, const Page& page);
