// The outer half of the crawler: fetch a round of pages, collect their links, and repeat until no link is new.
// Each chapter writes the inner half, fetch_all, with its own mechanism.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/page.hpp"

// A chapter's mechanism. It returns one page per URL, in the order of the URLs, and never throws for a page that
// failed.
using FetchAll = std::function<std::vector<Page>(const std::vector<Url>&)>;

// What to crawl: where to start, and what to look for in a page. The jobs of this repository follow below.
struct Job {
    std::vector<Url> start;
    std::function<std::vector<std::string>(const std::string& html)> links = {};  // as written in the page
    std::function<std::string(const Page&)> fault = {};  // what is wrong with a page that arrived, or ""
    int rounds = 1;
    // A link that cannot be followed counts as a failed page: without it the list would lack films.
    bool needs_all_links = false;
    std::string site = {};  // the crawl stays on this host and port; see links_of()
};

Job list_job(const Url& first_page);             // the film list: the first page, then the pages it links to
Job search_job(const Url& any_page, int count);  // /s?wd=0, /s?wd=1, ... on the host of that page
Job page_job(const Url& page);                   // only this page
Job site_job(const Url& start);                  // every page of the host that links lead to from here

// Returns every page of the job, in the order in which the pages were found. Redirects are followed here, at most ten
// for each page, and a status other than 2xx becomes an error. So no fetch_all has to handle either.
std::vector<Page> crawl(Job job, const FetchAll& fetch_all);

// The same, but keeps no pages. A round of more than `at_once` pages is fetched in parts of that size. When a part has
// arrived, this calls `give` for each of its pages, in order.
void crawl(Job job, const FetchAll& fetch_all, const std::function<void(Page)>& give, std::size_t at_once = 1'000'000);

// --- The pieces, for chapters that crawl without rounds -----------------------------------------------

inline constexpr int max_redirects = 10;

// Returns the redirect's target, if the page is a redirect. `redirects` is how many were followed to reach the page. If
// the target is no URL that can be followed, or the limit is reached, this sets the page's error.
std::optional<Url> redirect_target(Page& page, int redirects);

// Sets the page's error if it arrived but cannot be used: the status is not 2xx, the body is compressed, or the
// job finds a fault.
void judge(const Job& job, Page& page);

// A link may be relative to the page's <base>, which may be relative to the page. Throws what follow_link() throws,
// also if the base is not http.
Url follow_from(const Page& page, const std::string& base, const std::string& link);

// The links that the job looks for, sorted into those to follow and the others. Call judge() on the page first. The
// crawl stays on job.site. If that is empty, it becomes the page's host and port, so the first page decides, after its
// redirects. If a redirect has led to another host, the links there are not followed.
struct Links {
    std::vector<Url> to_follow;
    std::vector<std::string> not_followed;  // each once, printable: "http://other/" or "mailto:me (reason)"
    std::vector<Page> missing;              // the same links as failed pages, if the job needs all its links
};
Links links_of(Job& job, const Page& page);
