#include "common/crawl.hpp"

#include <exception>
#include <set>

#include "common/movie_page.hpp"

namespace {

constexpr int max_redirects = 10;

bool is_redirect(const Page& page) {
    int status = page.response.status;
    bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    return !page.failed() && moved && !page.response.field("location").empty();
}

// A link that is not http, or not well formed, leads nowhere; that is no fault of the page it stands in.
std::vector<Url> followed(const Page& page, const std::vector<std::string>& links) {
    std::vector<Url> urls;
    for (const std::string& link : links) {
        try {
            Url url = resolve_link(page.url, link);
            if (url.authority() == page.url.authority()) urls.push_back(url);
        } catch (const std::invalid_argument&) {
        }
    }
    return urls;
}

}  // namespace

std::vector<Page> crawl(const Job& job, const FetchAll& fetch_all) {
    std::vector<Page> pages;             // each found URL has its place here
    std::vector<int> redirects;          // how many led to it so far
    std::set<std::string> seen;
    std::vector<std::size_t> round;      // the places to be filled next

    auto add = [&](const Url& url) {
        if (!seen.insert(url.text()).second) return;
        round.push_back(pages.size());
        pages.push_back(Page{url, {}});
        redirects.push_back(0);
    };
    for (const Url& url : job.start) add(url);

    for (int number = 1; !round.empty();) {
        std::vector<Url> urls;
        for (std::size_t place : round) urls.push_back(pages[place].url);
        std::vector<Page> fetched = fetch_all(urls);

        std::vector<std::size_t> places = std::move(round);
        round.clear();
        for (std::size_t i = 0; i < places.size(); ++i) {
            Page& page = pages[places[i]] = std::move(fetched.at(i));
            if (is_redirect(page) && ++redirects[places[i]] <= max_redirects) {
                try {
                    page.url = resolve_link(page.url, page.response.field("location"));
                    round.push_back(places[i]);
                } catch (const std::invalid_argument& error) {
                    page.error = std::string("redirect: ") + error.what();
                }
            } else if (is_redirect(page)) {
                page.error = "more than ten redirects";
            } else if (!page.failed() && page.response.status != 200) {
                page.error = "the server answered with status " + std::to_string(page.response.status);
            } else if (!page.failed() && job.complaint) {
                page.error = job.complaint(page);
            }
        }
        if (!round.empty()) continue;  // the redirects first: what they lead to belongs to this round
        if (number++ >= job.rounds) break;
        // Only now, with the round complete, its links: a new page moves `pages`.
        for (std::size_t i = 0, end = pages.size(); i < end; ++i)
            if (!pages[i].failed() && job.links)
                for (const Url& url : followed(pages[i], job.links(pages[i]))) add(url);
    }
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
    for (int i = 0; i < count; ++i) {
        job.start.push_back(any_page);
        job.start.back().target = "/s?wd=" + std::to_string(i);
    }
    return job;
}

Job page_job(const Url& page) { return Job{{page}}; }
