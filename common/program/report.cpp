#include "common/program/report.hpp"

#include <cstdio>
#include <iostream>

#include "common/crawl/html_text.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/program/trace.hpp"

void Report::count(const Page& page, std::size_t titles) {
    ++pages_;
    titles_ += titles;
    failed_ += page.failed();
    if (!page.failed()) bytes_ += page.response.body.size();
}

void Report::page(const Page& page, std::size_t titles) {
    count(page, titles);
    if (!page.failed()) return;
    std::cerr << page.url.text() << ": " << printable(page.error) << '\n';
    trace::page_failed(page.url.target);
}

void Report::title(std::string_view title) {
    ++titles_;
    if (!quiet_) std::cout << std::to_string(titles_).append(" ").append(printable(title)).append("\n");
}

void Report::page_with_content(const Page& whole) {
    std::vector<std::string> films;
    try {
        if (content_ == Content::titles && !whole.failed()) films = film_titles(html_text(whole.response));
    } catch (const std::runtime_error& error) {  // the charset is not supported
        return page({whole.url, {}, error.what()});
    }
    page(whole);
    if (whole.failed()) return;
    const std::string& body = whole.response.body;
    if (content_ == Content::body) std::cout << body;
    if (content_ == Content::sizes && !quiet_) {
        const bool is_on_site = site_.empty() || whole.url.authority() == site_;
        const std::string name = is_on_site ? whole.url.target : whole.url.text();
        std::cout << name + " " + std::to_string(body.size()) + " bytes\n";
    }
    for (const std::string& film : films) title(film);
}

int Report::finish() {
    std::cout.flush();
    if (content_ != Content::body) {
        char cost[32];
        std::snprintf(cost, sizeof cost, "%.2f", std::chrono::duration<double>(Clock::now() - start_).count());
        std::cerr << pages_ << " pages, " << titles_ << " titles, " << failed_ << " failed, " << bytes_
                  << " bytes. Cost " << cost << " seconds\n";
    }
    return status();
}

std::string number(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}
