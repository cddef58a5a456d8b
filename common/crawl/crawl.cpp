// The rounds: see crawl.hpp. Read crawl() first.
#include "common/crawl/crawl.hpp"

#include <deque>
#include <exception>
#include <iterator>
#include <limits>
#include <set>

#include "common/crawl/movie_page.hpp"

bool is_redirect(const Page& page) {
    int status = page.response.status;
    bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    return !page.failed() && moved && !page.response.field("location").empty();
}

std::optional<Url> redirect_target(Page& page) {
    if (!is_redirect(page)) return std::nullopt;
    try {
        return resolve_link(page.url, page.response.field("location"));
    } catch (const std::invalid_argument& error) {
        page.error = std::string("redirect: ") + error.what();
        return std::nullopt;
    }
}

void judge(const Job& job, Page& page) {
    if (page.failed()) return;
    if (is_redirect(page)) page.error = "more than ten redirects";
    else if (page.response.status != 200)
        page.error = "the server answered with status " + std::to_string(page.response.status);
    else if (job.complaint) page.error = job.complaint(page);
}

namespace {

// fetch_all, and then the redirects among what it brought, each in its place, until none is left.
std::vector<Page> fetch_and_follow(const std::vector<Url>& urls, const FetchAll& fetch_all) {
    std::vector<Page> pages = fetch_all(urls);
    for (int hop = 1;; ++hop) {
        std::vector<std::size_t> places;
        std::vector<Url> targets;
        for (std::size_t i = 0; i < pages.size(); ++i) {
            if (std::optional<Url> target = redirect_target(pages[i])) {
                targets.push_back(std::move(*target));
                places.push_back(i);
            }
        }
        if (places.empty() || hop > max_redirects) return pages;
        std::vector<Page> fetched = fetch_all(targets);
        for (std::size_t i = 0; i < places.size(); ++i) pages[places[i]] = std::move(fetched.at(i));
    }
}

}  // namespace

Links links_of(const Job& job, const Page& page) {
    Links links;
    for (const std::string& link : job.links(page)) {
        try {
            Url url = resolve_link(page.url, link);
            if (url.authority() == page.url.authority()) links.to_follow.push_back(url);
            else links.elsewhere.push_back(url.text());
        } catch (const std::invalid_argument&) {
            if (link.starts_with("https://")) links.elsewhere.push_back(link);
        }
    }
    return links;
}

std::vector<Url> links_to_follow(const Job& job, const Page& page) { return links_of(job, page).to_follow; }

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
                if (!page.failed() && job.links && number < job.rounds)
                    for (const Url& url : links_to_follow(job, page))
                        if (seen.insert(url.text()).second) next.push_back(url);
                give(std::move(page));
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
