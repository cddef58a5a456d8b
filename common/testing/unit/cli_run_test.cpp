// Tests of run_chapter, end to end: with a map in place of the network, and with the practice site.
// Each test captures and compares the complete output of a run.
#include "common/program/cli.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/bench/command.hpp"
#include "common/socket.hpp"
#include "common/testing/crawler_contract.hpp"

namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// While this object lives, the stream writes to `buffer`.
struct Redirected {
    Redirected(std::ostream& redirected, std::streambuf& buffer)
        : stream(redirected), before(redirected.rdbuf(&buffer)) {}
    Redirected(const Redirected&) = delete;
    ~Redirected() {
        stream.rdbuf(before);
        stream.clear();
    }
    std::ostream& stream;
    std::streambuf* before;
};

// While this object lives, standard output goes to that descriptor.
struct OutputTo {
    explicit OutputTo(int fd) : before((std::fflush(stdout), ::dup(STDOUT_FILENO))) { ::dup2(fd, STDOUT_FILENO); }
    OutputTo(const OutputTo&) = delete;
    ~OutputTo() {
        ::dup2(before, STDOUT_FILENO);
        ::close(before);
    }
    int before;
};

struct Run {
    int status;
    std::string output;
    std::string errors;  // with T in place of the seconds
};

// "Cost 0.21 seconds" at the end becomes "Cost T seconds", if it has two decimals.
std::string without_time(std::string text) {
    const std::string digits = "0123456789";
    std::size_t begin = text.rfind("Cost ") + 5;
    std::size_t point = text.find_first_not_of(digits, begin);
    std::size_t end = text.find_first_not_of(digits, point + 1);
    if (text.ends_with("seconds\n") && point > begin && text[point] == '.' && end == point + 3)
        text.replace(begin, end - begin, "T");
    return text;
}

int call(const ChapterFetchAll& fetch_all, Strings words) {
    words.insert(words.begin(), "build/00_test");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int unused = 0;
    return run_chapter(static_cast<int>(words.size()), arguments.data(), fetch_all,
                       {{"--threads", "N", "so many at once", whole_number(unused, 1)},
                        {"--stackful", "", "with stacks", [](const std::string&) {}}});
}

Run run(const ChapterFetchAll& fetch_all, const Strings& words) {
    TemporaryFile output;
    std::stringbuf errors;
    int status = 0;
    {
        OutputTo file(output.fd());
        Redirected cerr(std::cerr, errors);
        status = call(fetch_all, words);
    }
    return {status, output.content(), without_time(errors.str())};
}

// A FetchAll that finds its pages in a map, by target. A missing page fails with `error`.
ChapterFetchAll pages_of(std::map<std::string, std::string> bodies, std::string error = "connect: refused") {
    return [=](const std::vector<Url>& urls, std::chrono::milliseconds) {
        std::vector<Page> pages;
        for (const Url& url : urls) {
            auto found = bodies.find(url.target);
            if (found == bodies.end()) pages.push_back(Page{url, {}, error});
            else pages.push_back(Page{url, Response{200, {}, found->second, false}});
        }
        return pages;
    };
}

std::string list_page(const Strings& titles, const Strings& links = {}) {
    std::string html = "<div id=content><div><div><ol>";
    for (const std::string& title : titles) html += "<li><span class=title>" + title + "</span></li>";
    html += "</ol><div></div><div>";
    for (const std::string& link : links) html += "<a href='" + link + "'>x</a>";
    return html + "</div></div></div></div>";
}

// The smallest FetchAll that uses the network: one page after another, over sockets.
std::vector<Page> fetch_really(const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
    std::vector<Page> pages;
    for (const Url& url : urls) {
        const Deadline deadline = Clock::now() + timeout;
        Socket socket = connect_to(resolve(url.host, url.port), deadline);
        send_all(socket, request_text(url), deadline);
        ResponseParser parser;
        std::array<char, 16 * 1024> buffer;
        while (!parser.done()) parser.feed({buffer.data(), receive(socket, buffer, deadline)});
        pages.push_back(Page{url, parser.take()});
    }
    return pages;
}

// Does it hold control characters other than line ends? 0xC2 and a byte below 0xA0 make a control character in UTF-8.
bool has_controls(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return true;
        if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a run prints its titles, numbered across all pages, then the summary, and returns 0") {
    const std::string first = list_page({"肖申克的救赎", "Léon &amp; Mathilda"}, {"/b"}), second = list_page({"C"});
    const std::string summary =
        "2 pages, 3 titles, 0 failed, " + std::to_string(first.size() + second.size()) + " bytes. Cost T seconds\n";
    auto fetch_all = pages_of({{"/a", first}, {"/b", second}});
    Run loud = run(fetch_all, {"http://h/a"});
    CHECK(loud.status == 0);
    CHECK(loud.output == "1 肖申克的救赎\n2 Léon & Mathilda\n3 C\n");
    CHECK(loud.errors == summary);
    Run quiet = run(fetch_all, {"--quiet", "http://h/a"});
    CHECK(quiet.status == 0);
    CHECK(quiet.output == "");
    CHECK(quiet.errors == summary);
}

TEST_CASE("a failed page is reported with its cause, the others are printed, and the status is 1") {
    const std::string page = list_page({"A"}, {"/gone", "/c"});
    Run failing = run(pages_of({{"/a", page}, {"/c", page}}, "connect: \x1b[31m refused"), {"http://h:8250/a"});
    CHECK(failing.status == 1);
    CHECK(failing.output == "1 A\n2 A\n");
    CHECK(failing.errors == "http://h:8250/gone: connect: \xEF\xBF\xBD[31m refused\n3 pages, 2 titles, 1 failed, " +
                                std::to_string(2 * page.size()) + " bytes. Cost T seconds\n");
}

TEST_CASE("a wrong command line returns 2 before anything is fetched") {
    auto never = [](const std::vector<Url>&, std::chrono::milliseconds) -> std::vector<Page> { throw 0; };
    const std::pair<Strings, std::string> cases[] = {
        {{"--nonsense"}, "there is no option --nonsense"},
        {{"--threads", "0"}, "--threads takes a whole number from 1 to 1000000, not \"0\""},
        {{"http://h/", "http://h/"}, "there is more than one URL: http://h/"},
        {{"--body", "http://h/", "--quiet"}, "--body cannot be combined with --quiet"},
        {{"--search", "2", "--body", "http://h/"}, "--body cannot be combined with --search"},
        {{"--delay", "2", "http://h/"}, "--delay cannot be combined with a URL"},
    };
    for (const auto& [words, message] : cases) {
        Run refused = run(never, words);
        CHECK(refused.status == 2);
        CHECK(refused.output == "");
        CHECK(refused.errors == "00_test: " + message + " (00_test --help shows all options)\n");
    }
}

TEST_CASE("--search prints each page's target and size, and --timeout reaches the mechanism") {
    std::chrono::milliseconds passed_on{0};
    auto fetch_all = [&](const std::vector<Url>& urls, std::chrono::milliseconds timeout) {
        passed_on = timeout;
        return pages_of({{"/s?wd=0", "12345"}, {"/s?wd=1", ""}})(urls, timeout);
    };
    Run search = run(fetch_all, {"--search", "2", "--timeout", "0.25", "http://h/top250"});
    CHECK(search.status == 0);
    CHECK(search.output == "/s?wd=0 5 bytes\n/s?wd=1 0 bytes\n");
    CHECK(search.errors == "2 pages, 0 titles, 0 failed, 5 bytes. Cost T seconds\n");
    CHECK(passed_on == 250ms);
    CHECK(run(fetch_all, {"--search", "2", "--quiet", "http://h/"}).output == "");
    auto elsewhere = [](const std::vector<Url>& urls, std::chrono::milliseconds) {
        std::vector<Page> pages;
        for (Url url : urls) {
            url.host = "other";
            pages.push_back(Page{url, Response{200, {}, "1", false}});
        }
        return pages;
    };
    CHECK(run(elsewhere, {"--search", "1", "http://h/"}).output == "http://other/s?wd=0 1 bytes\n");
}

TEST_CASE("--body writes only the exact bytes, and a body that did not arrive is an error") {
    std::string body;
    for (int i = 0; i < 1024; ++i) body += static_cast<char>(i);
    Run good = run(pages_of({{"/x", body}}), {"--body", "http://h/x"});
    CHECK(good.status == 0);
    CHECK((good.output == body));  // in brackets, so that doctest does not print it
    CHECK(good.errors == "");
    Run bad = run(pages_of({}), {"--body", "http://h/x"});
    CHECK(bad.status == 1);
    CHECK(bad.output == "");
    CHECK(bad.errors == "http://h/x: connect: refused\n");
}

TEST_CASE("a run that cannot start says why in one line, with status 1") {
    auto throwing = [](const std::vector<Url>&, std::chrono::milliseconds) -> std::vector<Page> {
        throw std::runtime_error("no thread");
    };
    CHECK(run(throwing, {"http://h/"}).errors == "00_test: no thread\n");
    CHECK(run(throwing, {"http://h/"}).status == 1);
    // A trace that cannot be written is reported too, and the crawl continues.
    Run untraced = run(pages_of({{"/a", list_page({"A"})}}), {"--trace", "/no/such/folder/t.json", "http://h/a"});
    CHECK(untraced.status == 0);
    CHECK(
        untraced.errors.starts_with("00_test: --trace /no/such/folder/t.json: No such file or directory; no trace is "
                                    "written\n1 pages, 1 titles, 0 failed, "));

    const Socket takes_nothing(::open("/dev/null", O_RDONLY));
    std::stringbuf errors;
    int status = 0;
    {
        OutputTo output(takes_nothing.fd());
        Redirected cerr(std::cerr, errors);
        status = call(pages_of({{"/a", list_page({"A"})}}), {"http://h/a"});
    }
    CHECK(status == 1);
    CHECK(errors.str() == "00_test: standard output cannot be written (Bad file descriptor)\n");
    CHECK(run(pages_of({{"/a", list_page({"A"})}}), {"http://h/a"}).output == "1 A\n");  // std::cout is as before
}

TEST_CASE("--help shows every option, including the chapter's own, and returns 0") {
    Run helped = run(pages_of({}), {"--help"});
    CHECK(helped.status == 0);
    CHECK(helped.errors == "");
    const std::string& help = helped.output;
    CHECK(help.starts_with("usage: 00_test [options] [URL]\n"));
    for (const char* option :
         {"(no URL) ", "--search N ", "--timeout S ", "--delay MS ", "--body ", "--quiet ", "--trace FILE ",
          "--waterfall ", "--at-once N ", "--threads N ", "--stackful ", "--help "})
        CHECK(help.find("\n  " + std::string(option)) != std::string::npos);
}

TEST_CASE("without a URL a practice site is started, crawled, and ended") {
    Run whole = run(fetch_really, {"--delay", "0", "--timeout", "60"});
    CHECK(whole.status == 0);
    std::string expected;
    for (const std::string& title : all_films())
        expected += std::to_string(lines_in(expected) + 1) + " " + title + "\n";
    CHECK(whole.output == expected);
    CHECK(whole.errors.starts_with("10 pages, 250 titles, 0 failed, "));
    CHECK_FALSE(has_children());
}

TEST_CASE("titles cannot control the terminal") {
    site::SiteProcess practice_site({.delay = 0ms});
    Run escapes = run(fetch_really, {"--timeout", "60", practice_site.url("/escapes")});
    CHECK(escapes.status == 0);
    CHECK(lines_in(escapes.output) == 250);
    CHECK_FALSE(has_controls(escapes.output));
    CHECK_FALSE(has_controls(escapes.errors));
    CHECK(escapes.output.starts_with("1 \xEF\xBF\xBD[31m"));

    auto one_title = pages_of({{"/", list_page({"a\x1b]0;b\x07&#27;&#x9b;&#0;\xff\xe4\xb8"})}});
    CHECK_FALSE(has_controls(run(one_title, {"http://h/"}).output));
    CHECK(lines_in(run(pages_of({{"/", list_page({"a&#10;2 b\nc"})}}), {"http://h/"}).output) == 1);
}
