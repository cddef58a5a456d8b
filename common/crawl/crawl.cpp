// Crawling in rounds. Read crawl() first. See crawl.hpp.
#include "common/crawl/crawl.hpp"

#include <deque>
#include <exception>
#include <limits>
#include <set>
#include <utility>

#include "common/crawl/html_text.hpp"
#include "common/crawl/link.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/crawl/printable.hpp"

std::optional<Url> redirect_target(Page& page, int redirects) {
    const int status = page.response.status;
    const bool moved = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    const std::string_view location = page.response.field("location");
    if (page.failed() || !moved || location.empty()) return std::nullopt;
    try {
        if (redirects < max_redirects) return follow_link(page.url, location);
        page.error = "more than ten redirects";
    } catch (const std::invalid_argument& error) {
        page.error = "redirect to " + shown(location) + ": " + printable(error.what());
    }
    return std::nullopt;
}

namespace {

// Returns the content coding of a body, or "" if it is none of these. Some servers write other words in that field by
// mistake, and then the body is not encoded.
std::string coding_of(const Response& response) {
    for (const std::string& word : list_members(response, "content-encoding"))
        for (const char* coding : {"gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd", "dcb", "dcz"})
            if (word == coding) return word;
    return "";
}

std::string fault_of(const Job& job, const Page& page) {
    const Response& response = page.response;
    if (response.status < 200 || response.status > 299)
        return "the server answered with status " + std::to_string(1000 + response.status).substr(1);  // 000 to 999
    const std::string coding = response.body.empty() ? "" : coding_of(response);
    if (!coding.empty()) return "its content is encoded (" + coding + "), although we asked for none";
    try {
        return job.fault ? job.fault(page) : "";
    } catch (const std::runtime_error& error) {  // from html_text()
        return error.what();
    }
}

}  // namespace

void judge(const Job& job, Page& page) {
    if (!page.failed()) page.error = fault_of(job, page);
}

namespace {

// Fetches the pages, then replaces each redirect by the page it leads to, until no redirect is left.
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

Url follow_from(const Page& page, const std::string& base, const std::string& link) {
    const bool is_whole = lower(trim(link, " \t\r\n\f")).starts_with("http://");
    return follow_link(base.empty() || is_whole ? page.url : follow_link(page.url, base), link);
}

Links links_of(Job& job, const Page& page) {
    Links links;
    if (page.failed() || !job.links) return links;
    if (job.site.empty()) job.site = page.url.authority();
    std::set<std::string> not_followed;
    const std::string html = html_text(page.response);
    const std::string base = base_href(html);
    for (const std::string& link : job.links(html)) {
        if (page.url.authority() != job.site) {
            not_followed = {"the links in " + page.url.text() + " (a redirect led to this other host)"};
            break;
        }
        try {
            Url url = follow_from(page, base, link);
            if (url.authority() == job.site) links.to_follow.push_back(std::move(url));
            else not_followed.insert(url.text());
        } catch (const std::invalid_argument& error) {
            not_followed.insert(shown(trim(link, " \t\r\n\f")) + " (" + printable(error.what()) + ")");
        }
    }
    links.not_followed.assign(not_followed.begin(), not_followed.end());
    if (job.needs_all_links)
        for (const std::string& link : not_followed)
            links.missing.push_back(Page{page.url, {}, "link not followed: " + link});
    return links;
}

void crawl(Job job, const FetchAll& fetch_all, const std::function<void(Page)>& give, std::size_t at_once) {
    std::deque<Url> round;
    std::set<std::string> seen;
    for (Url& url : std::exchange(job.start, {}))  // with ten thousand pages waiting, do not keep their URLs twice
        if (seen.insert(url.text()).second) round.push_back(std::move(url));

    for (int number = 1; number <= job.rounds && !round.empty(); ++number) {
        if (number == job.rounds) seen.clear();  // the last round follows no links
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
    job.links = pagination_links;
    job.fault = [](const Page& page) -> std::string {
        if (!is_html(page.response))
            return "no film title in it: it is not HTML but " + shown(page.response.field("content-type"), 60);
        if (film_titles(html_text(page.response)).empty()) return "no film title in it; a film list looks like /top250";
        return "";
    };
    job.needs_all_links = true;
    job.rounds = 2;  // the later pages link back to the first one by another URL
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
    job.links = all_links;
    job.fault = [](const Page& page) {
        html_text(page.response);  // throws if the page cannot be read
        return std::string();
    };
    job.rounds = std::numeric_limits<int>::max();
    return job;
}
