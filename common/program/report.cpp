// What a run prints: see report.hpp.
#include "common/program/report.hpp"

#include <cstdint>
#include <cstdio>
#include <iostream>

#include "common/crawl/movie_page.hpp"

namespace {

// What UTF-8 text begins with. What is no character (RFC 3629) is one byte long and not well formed.
struct Character {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool well_formed = false;
};

Character first_character(std::string_view text) {
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return {byte(0), 1, true};
    if (byte(0) < 0xC0 || byte(0) >= 0xF8) return {};
    std::size_t bytes = byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    std::uint32_t code = byte(0) & (0x7F >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};  // written longer than need be: refused
    bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code < smallest[bytes] || code > 0x10FFFF || surrogate) return {};
    return {code, bytes, true};
}

}  // namespace

void Report::count(const Page& page, std::size_t titles) {
    ++pages_;
    titles_ += titles;
    failed_ += page.failed();
    if (!page.failed()) bytes_ += page.response.body.size();
}

void Report::page(const Page& page, std::size_t titles) {
    count(page, titles);
    if (page.failed()) std::cerr << page.url.text() << ": " << printable(page.error) << '\n';
}

void Report::title(std::string_view title) {
    ++titles_;
    if (!quiet_) std::cout << titles_ << ' ' << printable(title) << '\n';
}

void Report::page_with_content(const Page& whole) {
    page(whole);
    if (whole.failed()) return;
    const std::string& body = whole.response.body;
    if (content_ == Content::body) std::cout << body;
    if (content_ == Content::sizes && !quiet_)
        std::cout << (whole.url.authority() == site_ ? whole.url.target : whole.url.text()) << ' ' << body.size()
                  << " bytes\n";
    if (content_ == Content::titles)
        for (const std::string& film : film_titles(body)) title(film);
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

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        Character character = first_character(text);
        bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
        if (character.well_formed && !control) result += text.substr(0, character.bytes);
        else result += "\uFFFD";
        text.remove_prefix(character.bytes);
    }
    return result;
}

std::string number(double value, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}
