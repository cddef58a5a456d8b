// What a run prints: see report.hpp.
#include "common/program/report.hpp"

#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "common/crawl/html_text.hpp"
#include "common/crawl/movie_page.hpp"

void Report::page(const Page& page) {
    ++pages_;
    if (page.failed()) {
        ++failed_;
        std::cerr << page.url.text() << ": " << printable(page.error) << '\n';
    } else {
        bytes_ += page.response.body.size();
    }
}

void Report::title(std::string_view title) {
    ++titles_;
    if (!quiet_) std::cout << titles_ << ' ' << printable(title) << '\n';
}

void Report::page_with_content(const Page& whole) {
    std::vector<std::string> films;
    try {
        if (content_ == Content::titles && !whole.failed()) films = film_titles(html_text(whole.response));
    } catch (const std::runtime_error& error) {  // a charset that is not supported
        return page({whole.url, {}, error.what()});
    }
    page(whole);
    if (whole.failed()) return;
    const std::string& body = whole.response.body;
    if (content_ == Content::body) std::cout << body;
    if (content_ == Content::sizes && !quiet_) std::cout << whole.url.target << ' ' << body.size() << " bytes\n";
    for (const std::string& film : films) title(film);
}

int Report::finish() {
    if (!std::cout.flush()) throw std::runtime_error("standard output cannot be written (a full disk?)");
    if (content_ != Content::body) {
        char cost[32];
        std::snprintf(cost, sizeof cost, "%.2f", std::chrono::duration<double>(Clock::now() - start_).count());
        std::cerr << pages_ << " pages, " << titles_ << " titles, " << failed_ << " failed, " << bytes_
                  << " bytes. Cost " << cost << " seconds\n";
    }
    return interrupted_ ? 130 : failed_ == 0 ? 0 : 1;
}

std::string number(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}
