// The rounds: see crawl.hpp. Read crawl() first.
#include "common/crawl/crawl.hpp"

#include <deque>
#include <exception>
#include <iterator>
#include <limits>
#include <set>

#include "common/crawl/movie_page.hpp"

std::optional<Url> redirect_target(Page& page, int redirects) {
    const int status = page.response.status;
    const bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (page.failed() || !moved || page.response.field("location").empty()) return std::nullopt;
    try {
        if (redirects < max_redirects) return resolve_link(page.url, page.response.field("location"));
        page.error = "more than ten redirects";
    } catch (const std::invalid_argument& error) {
        page.error = std::string("redirect: ") + error.what();
    }
    return std::nullopt;
}

void judge(const Job& job, Page& page) {
    if (page.failed()) return;
    const int status = page.response.status;
    if (status < 200 || status > 299) page.error = "the server answered with status " + std::to_string(status);
    else if (job.complaint) page.error = job.complaint(page);
}

namespace {

// fetch_all, and then the redirects among what it brought, each in its place, until none is left.
std::vector<Page> fetch_and_follow(const std::vector<Url>& urls, const FetchAll& fetch_all) {
    std::vector<Page> pages = fetch_all(urls);
    for (int redirects = 0;; ++redirects) {
        std::vector<std::size_t> places;
        std::vector<Url> targets;
        for (std::size_t i = 0; i < pages.size(); ++i) {
            if (std::optional<Url> target = redirect_target(pages[i], redirects)) {
                targets.push_back(std::move(*target));
                places.push_back(i);
            }
        }
        if (places.empty()) return pages;
        std::vector<Page> fetched = fetch_all(targets);
        for (std::size_t i = 0; i < places.size(); ++i) pages[places[i]] = std::move(fetched.at(i));
    }
}

}  // namespace

Links links_of(Job& job, const Page& page) {
    Links links;
    if (page.failed() || !job.links) return links;
    if (job.site.empty()) job.site = page.url.authority();
    if (page.url.authority() != job.site) {
        links.not_followed.push_back("the links of " + page.url.text() + " (a redirect led there, to another host)");
        return links;
    }
    std::set<std::string> not_followed;
    for (const std::string& link : job.links(page)) {
        try {
            Url url = resolve_link(page.url, link);
            if (url.authority() == job.site) links.to_follow.push_back(url);
            else not_followed.insert(url.text());
        } catch (const std::invalid_argument& error) {
            not_followed.insert(link + " (" + error.what() + ")");
        }
    }
    links.not_followed.assign(not_followed.begin(), not_followed.end());
    if (job.needs_all_links)
        for (const std::string& link : links.not_followed)
            links.missing.push_back(Page{page.url, {}, "a link is not followed: " + link});
    return links;
}

void crawl(Job job, const FetchAll& fetch_all, const std::function<void(Page)>& give, std::size_t at_once) {
    std::deque<Url> round(std::make_move_iterator(job.start.begin()), std::make_move_iterator(job.start.end()));
    job.start = {};  // ten thousand pages that wait should not hold their URLs twice
    std::set<std::string> seen;
    std::erase_if(round, [&](const Url& url) { return !seen.insert(url.text()).second; });

    for (int number = 1; number <= job.rounds && !round.empty(); ++number) {
        if (number == job.rounds) seen.clear();  // no more links will be looked for
        std::deque<Url> next;
        while (!round.empty()) {
            std::vector<Url> part;
            for (; !round.empty() && part.size() < at_once; round.pop_front()) part.push_back(std::move(round.front()));
            for (Page& page : fetch_and_follow(part, fetch_all)) {
                judge(job, page);
                Links links = number < job.rounds ? links_of(job, page) : Links{};
                give(std::move(page));
                for (Page& missing : links.missing) give(std::move(missing));
                for (const Url& url : links.to_follow)
                    if (seen.insert(url.text()).second) next.push_back(url);
            }
        }
        round = std::move(next);
    }
}

std::vector<Page> crawl(Job job, const FetchAll& fetch_all) {
    std::vector<Page> pages;
    crawl(std::move(job), fetch_all, [&](Page page) { pages.push_back(std::move(page)); });
    return pages;
}

Job list_job(const Url& first_page) {
    Job job{{first_page}};
    job.links = [](const Page& page) { return pagination_links(page.response.body); };
    job.complaint = [](const Page& page) {
        return film_titles(page.response.body).empty() ? "no film title in it; a film list looks like /top250" : "";
    };
    job.needs_all_links = true;
    job.rounds = 2;  // the later pages link back to the first one, under another name
    return job;
}

Job search_job(const Url& any_page, int count) {
    Job job;
    job.start.assign(static_cast<std::size_t>(count), any_page);
    for (int i = 0; i < count; ++i) job.start[static_cast<std::size_t>(i)].target = "/s?wd=" + std::to_string(i);
    return job;
}

Job page_job(const Url& page) { return Job{{page}}; }

Job site_job(const Url& start) {
    Job job{{start}};
    job.links = [](const Page& page) { return all_links(page.response.body); };
    job.rounds = std::numeric_limits<int>::max();
    return job;
}
