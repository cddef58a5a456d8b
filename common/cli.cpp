#include "common/cli.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "common/movie_page.hpp"
#include "common/site/process.hpp"
#include "common/socket.hpp"
#include "common/trace.hpp"

namespace {

std::string program_name(const char* path) {
    std::string name(path);
    return name.substr(name.rfind('/') + 1);
}

void print_help(const std::string& program, const std::vector<Extra>& extras) {
    auto line = [](const std::string& option, const std::string& meaning) {
        std::cout << "  " << option << std::string(option.size() < 16 ? 16 - option.size() : 1, ' ') << meaning << '\n';
    };
    std::cout << "usage: " << program << " [options] [URL]\n\n";
    line("(no URL)", "start the practice site on a free port and crawl its film list");
    line("--search N", "fetch N search pages of the URL's host instead of the list");
    line("--timeout S", "seconds a page may take (default 5)");
    line("--delay MS", "milliseconds the practice site started here takes for a page (default 100)");
    line("--body", "write the decoded body of this one URL to standard output, and nothing else");
    line("--quiet", "no titles, only the summary");
    line("--trace FILE", "append what each connection does, for chrome://tracing or Perfetto");
    for (const Extra& extra : extras) line(extra.name + " " + extra.value_name, extra.help);
    line("--help", "show this");
}

std::chrono::milliseconds milliseconds_of(const std::string& value, double unit, double smallest) {
    char* end = nullptr;
    double number = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0' || !std::isfinite(number) || number < smallest || number * unit > 86'400'000)
        throw std::invalid_argument(std::string("takes a number of ") +
                                    (unit > 1 ? "seconds from 0.001 to 86400" : "milliseconds from 0 to 86400000") +
                                    ", not \"" + printable(value) + "\"");
    return std::chrono::milliseconds(std::llround(number * unit));
}

Job job_for(const Options& options, const Url& url) {
    if (options.body) return page_job(url);
    if (options.search > 0) return search_job(url, options.search);
    return list_job(url);
}

// Prints what came and gives the exit status.
int report(const Options& options, const std::vector<Page>& pages, double seconds) {
    std::size_t titles = 0, failed = 0, bytes = 0;
    for (const Page& page : pages) {
        if (page.failed()) {
            ++failed;
            std::cerr << page.url.text() << ": " << printable(page.error) << '\n';
            continue;
        }
        bytes += page.response.body.size();
        if (options.body) {
            std::cout << page.response.body;
        } else if (options.search > 0) {
            if (!options.quiet) std::cout << page.url.target << ' ' << page.response.body.size() << " bytes\n";
        } else {
            for (const std::string& title : film_titles(page.response.body)) {
                ++titles;
                if (!options.quiet) std::cout << titles << ' ' << printable(title) << '\n';
            }
        }
    }
    if (!std::cout.flush()) throw std::runtime_error("standard output cannot be written (a full disk?)");
    if (!options.body) {
        char cost[32];
        std::snprintf(cost, sizeof cost, "%.2f", seconds);
        std::cerr << pages.size() << " pages, " << titles << " titles, " << failed << " failed, " << bytes
                  << " bytes. Cost " << cost << " seconds\n";
    }
    return failed == 0 ? 0 : 1;
}

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

std::function<void(const std::string&)> whole_number(int& target, int smallest) {
    return [&target, smallest](const std::string& value) {
        int number = 0;
        auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc{} || end != value.data() + value.size() || number < smallest || number > 1'000'000)
            throw std::invalid_argument("takes a whole number from " + std::to_string(smallest) +
                                        " to 1000000, not \"" + printable(value) + "\"");
        target = number;
    };
}

Options parse_options(int argc, char** argv, const std::vector<Extra>& extras) {
    Options options;
    std::vector<Extra> known = extras;
    known.push_back({"--search", "N", "", whole_number(options.search, 1)});
    known.push_back({"--timeout", "S", "",
                     [&](const std::string& value) { options.timeout = milliseconds_of(value, 1000, 0.001); }});
    known.push_back(
        {"--delay", "MS", "", [&](const std::string& value) { options.delay = milliseconds_of(value, 1, 0); }});
    known.push_back({"--trace", "FILE", "", [&](const std::string& value) { options.trace = value; }});
    known.push_back({"--body", "", "", [&](const std::string&) { options.body = true; }});
    known.push_back({"--quiet", "", "", [&](const std::string&) { options.quiet = true; }});
    known.push_back({"--help", "", "", [&](const std::string&) {
                         print_help(program_name(argv[0]), extras);
                         std::exit(0);
                     }});

    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (!argument.starts_with("-")) {
            if (options.url) throw std::invalid_argument("one URL, not two: " + printable(argument));
            try {
                options.url = parse_url(argument);
            } catch (const std::invalid_argument& error) {
                throw std::invalid_argument(printable(argument + ": " + error.what()));
            }
            continue;
        }
        const Extra* option = nullptr;
        for (const Extra& candidate : known)
            if (candidate.name == argument) option = &candidate;
        if (option == nullptr) throw std::invalid_argument("there is no option " + printable(argument));
        std::string value;
        if (!option->value_name.empty()) {
            if (i + 1 == argc)
                throw std::invalid_argument(argument + " needs a value: " + argument + " " + option->value_name);
            value = argv[++i];
        }
        try {
            option->set(value);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(argument + " " + error.what());
        }
    }
    if (options.body && options.search > 0)
        throw std::invalid_argument("--body is for one page; it does not go with --search");
    return options;
}

int run_chapter(int argc, char** argv, const ChapterFetchAll& fetch_all, const std::vector<Extra>& extras) {
    const std::string program = program_name(argv[0]);
    Options options;
    try {
        options = parse_options(argc, argv, extras);
    } catch (const std::invalid_argument& error) {
        std::cerr << program << ": " << error.what() << " (" << program << " --help shows all options)\n";
        return 2;
    }
    try {
        if (!options.trace.empty()) trace::start(options.trace);
        std::optional<site::SiteProcess> practice_site;  // ends with this function, or with this process
        if (!options.url) {
            practice_site.emplace(site::Config{.delay = options.delay});
            options.url = parse_url(practice_site->url("/top250"));
        }
        auto start = Clock::now();
        auto pages = crawl(job_for(options, *options.url),
                           [&](const std::vector<Url>& urls) { return fetch_all(urls, options.timeout); });
        return report(options, pages, std::chrono::duration<double>(Clock::now() - start).count());
    } catch (const std::exception& error) {
        std::cerr << program << ": " << error.what() << '\n';
        return 1;
    }
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
