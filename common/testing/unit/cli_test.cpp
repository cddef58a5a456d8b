// Tests of the command line: which values each option accepts, and what printable() keeps.
// Complete runs of a chapter's program are in cli_run_test.cpp.
#include "common/program/cli.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// --- Reading options ---------------------------------------------------------------------------------------

// The arguments of main() when the program is called with these words.
struct Arguments {
    explicit Arguments(Strings given) : words(std::move(given)) {
        words.insert(words.begin(), "build/00_test");
        for (std::string& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
    }
    int count() const { return static_cast<int>(words.size()); }

    Strings words;
    std::vector<char*> pointers;
};

// An Option of each kind, and the values that they were set to.
struct Extras {
    int threads = 1;
    bool stackful = false;
    std::string selector = "poll";

    std::vector<Option> list() {
        auto choose = [this](const std::string& value) {
            if (value != "select" && value != "poll") throw std::invalid_argument("takes select or poll");
            selector = value;
        };
        return {{"--threads", "N", "at once", whole_number(threads, 1)},
                {"--stackful", "", "with stacks", turn_on(stackful)},
                {"--selector", "NAME", "select or poll", choose},
                {"--alone", "", "and no other", [](const std::string&) {}, "", {"URL", "--threads"}},
                {"--deep", "", "stacks of that size", [](const std::string&) {}, "--stackful"}};
    }
};

Options parse(const Strings& words, const std::vector<Option>& extras = {}) {
    Arguments arguments(words);
    return parse_options(arguments.count(), arguments.pointers.data(), extras);
}

std::string refusal(const Strings& words, const std::vector<Option>& extras) {
    try {
        parse(words, extras);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "not refused";
}

std::string text_of(const Options& options) {
    std::ostringstream text;
    text << (options.url ? options.url->text() : "site") << " search " << options.search << " timeout "
         << options.timeout.count() << " delay " << options.delay.count() << (options.body ? " body" : "")
         << (options.quiet ? " quiet" : "") << " trace [" << options.trace << "]";
    return text.str();
}

// --- Characters --------------------------------------------------------------------------------------------

// UTF-8 in this many bytes, even if fewer are enough, or if there is no such character.
std::string encoded(std::uint32_t point, std::size_t size) {
    std::string bytes(size, static_cast<char>(point));
    for (std::size_t i = size - 1; i > 0; --i, point >>= 6) bytes[i] = static_cast<char>(0x80 | (point & 0x3F));
    if (size > 1) bytes[0] = static_cast<char>(((0xF00u >> size) & 0xFF) | point);
    return bytes;
}

std::size_t bytes_needed(std::uint32_t point) { return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4; }

bool is_harmless(std::uint32_t point) {
    bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    bool surrogate = point >= 0xD800 && point < 0xE000;
    return !control && !surrogate && point <= 0x10FFFF;
}

// Is it valid UTF-8 without control characters? This checks values, while printable() checks bytes.
bool is_clean(std::string_view text) {
    while (!text.empty()) {
        auto first = static_cast<unsigned char>(text[0]);
        std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        std::uint32_t point = size == 1 ? first : first & (0x7Fu >> size);
        for (std::size_t i = 1; i < size && i < text.size(); ++i)
            point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
        bool shortest = bytes_needed(point) == size && text.starts_with(encoded(point, size));
        if (!shortest || !is_harmless(point)) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace

TEST_CASE("each option is read, and a missing one has its default") {
    const std::pair<Strings, std::string> cases[] = {
        {{}, "site search 0 timeout 5000 delay 100 trace []"},
        {{"http://H:1/top250"}, "http://h:1/top250 search 0 timeout 5000 delay 100 trace []"},
        {{"--search", "100", "http://h/"}, "http://h/ search 100 timeout 5000 delay 100 trace []"},
        {{"--search", "1000000"}, "site search 1000000 timeout 5000 delay 100 trace []"},
        {{"--timeout", "0.25"}, "site search 0 timeout 250 delay 100 trace []"},
        {{"--timeout", "0.001"}, "site search 0 timeout 1 delay 100 trace []"},
        {{"--timeout", "86400"}, "site search 0 timeout 86400000 delay 100 trace []"},
        {{"--delay", "0"}, "site search 0 timeout 5000 delay 0 trace []"},
        {{"--delay", "250"}, "site search 0 timeout 5000 delay 250 trace []"},
        {{"--trace", "t.json"}, "site search 0 timeout 5000 delay 100 trace [t.json]"},
        {{"--trace", "--quiet"}, "site search 0 timeout 5000 delay 100 trace [--quiet]"},
        {{"http://h/", "--body"}, "http://h/ search 0 timeout 5000 delay 100 body trace []"},
        {{"--quiet", "http://h/"}, "http://h/ search 0 timeout 5000 delay 100 quiet trace []"},
        {{"--search", "1", "--search", "2"}, "site search 2 timeout 5000 delay 100 trace []"},
    };
    for (const auto& [words, expected] : cases) CHECK(text_of(parse(words)) == expected);
}

TEST_CASE("a chapter's own options: a number, a switch, a choice") {
    Extras extras;
    parse({"--selector", "select", "--stackful", "--threads", "16", "http://h/"}, extras.list());
    CHECK(extras.threads == 16);
    CHECK(extras.stackful);
    CHECK(extras.selector == "select");
    CHECK_THROWS_AS(parse({"--stackful"}), std::invalid_argument);  // another chapter does not have it
}

TEST_CASE("an option may run instead of the crawl, and sees the other options") {
    auto give_timeout = [](const Options& options) { return static_cast<int>(options.timeout.count()); };
    std::vector<Option> extras{{"--pipe", "", "in a pipe", [](const std::string&) {}, "", {}, give_timeout}};
    CHECK_FALSE(parse({"--quiet"}, extras).run_instead);
    Options options = parse({"--pipe", "--timeout", "7"}, extras);
    REQUIRE(options.run_instead);
    CHECK(options.run_instead(options) == 7000);
    Arguments arguments({"--pipe", "--timeout", "0.003", "http://127.0.0.1:1/"});
    auto must_not_crawl = [](const Options&, const Job&, Report&) { FAIL("it crawls"); };
    CHECK(run_chapter(arguments.count(), arguments.pointers.data(), must_not_crawl, extras) == 3);
}

TEST_CASE("the error for a wrong command line names the option and what would be right") {
    const std::string number = " takes a whole number from 1 to 1000000, not ";
    const std::string seconds = "--timeout takes a number of seconds from 0.001 to 86400, not ";
    const std::string milliseconds = "--delay takes a number of milliseconds from 0 to 86400000, not ";
    const std::pair<Strings, std::string> cases[] = {
        {{"--nonsense"}, "there is no option --nonsense"},
        {{"-q"}, "there is no option -q"},
        {{"-"}, "there is no option -"},
        {{"--search=3"}, "there is no option --search=3"},
        {{"--\x1b[31m"}, "there is no option --\xEF\xBF\xBD[31m"},
        {{"--search"}, "--search needs a value: --search N"},
        {{"--timeout"}, "--timeout needs a value: --timeout S"},
        {{"--quiet", "--delay"}, "--delay needs a value: --delay MS"},
        {{"--trace"}, "--trace needs a value: --trace FILE"},
        {{"--search", "-1"}, "--search" + number + "\"-1\""},
        {{"--search", "0"}, "--search" + number + "\"0\""},
        {{"--search", "x"}, "--search" + number + "\"x\""},
        {{"--search", ""}, "--search" + number + "\"\""},
        {{"--search", "1e9"}, "--search" + number + "\"1e9\""},
        {{"--search", "1000001"}, "--search" + number + "\"1000001\""},
        {{"--search", "99999999999999999999"}, "--search" + number + "\"99999999999999999999\""},
        {{"--search", "\x1b"}, "--search" + number + "\"\xEF\xBF\xBD\""},
        {{"--timeout", "0"}, seconds + "\"0\""},
        {{"--timeout", "-1"}, seconds + "\"-1\""},
        {{"--timeout", "nan"}, seconds + "\"nan\""},
        {{"--timeout", "inf"}, seconds + "\"inf\""},
        {{"--timeout", "x"}, seconds + "\"x\""},
        {{"--timeout", ""}, seconds + "\"\""},
        {{"--timeout", "5s"}, seconds + "\"5s\""},
        {{"--timeout", "1e9"}, seconds + "\"1e9\""},
        {{"--timeout", "0.0001"}, seconds + "\"0.0001\""},
        {{"--delay", "-1"}, milliseconds + "\"-1\""},
        {{"--delay", "1e9"}, milliseconds + "\"1e9\""},
        {{"http://a/", "http://b/"}, "there is more than one URL: http://b/"},
        {{"--body", "--search", "3"}, "--body cannot be combined with --search"},
        {{"--search", "3", "--body"}, "--body cannot be combined with --search"},
        {{"http://a:0/"}, "http://a:0/: a port is a number from 1 to 65535"},
        {{"--threads"}, "--threads needs a value: --threads N"},
        {{"--threads", "0"}, "--threads" + number + "\"0\""},
        {{"--selector", "epoll"}, "--selector takes select or poll"},
        {{"--threads", "2", "--alone"}, "--alone cannot be combined with --threads"},
        {{"--alone", "http://a/"}, "--alone cannot be combined with a URL"},
        {{"--delay", "1", "http://a/"}, "--delay cannot be combined with a URL"},
        {{"--body", "http://a/", "--quiet"}, "--body cannot be combined with --quiet"},
        {{"--deep"}, "--deep works only with --stackful"},
        {{"--deep", "--stackful"}, "not refused"},
    };
    for (const auto& [words, expected] : cases) CHECK(refusal(words, Extras().list()) == expected);
    CHECK(is_clean(refusal({"http://[\xC2\x9B]/"}, {})));  // not even in words that come from elsewhere
}

TEST_CASE("printable text does not change, in any language") {
    for (std::string text :
         {"", "a", "plain ASCII ~!@#{}\\\"'", "肖申克的救赎 / The Shawshank Redemption", "Léon", "é", "🎬"})
        CHECK(printable(text) == text);
}

TEST_CASE("only control characters, and invalid ones, are replaced") {
    int wrong = 0;
    for (std::uint32_t point = 0; point <= 0x110400; point += point < 0x10000 || point > 0x10FFF0 ? 1 : 97) {
        const std::string text = encoded(point, bytes_needed(point));
        const std::string shown = printable("a" + text + "b");
        bool kept = shown == std::string("a") + text + "b",
             replaced = shown.starts_with(std::string("a").append(replacement));
        if ((is_harmless(point) ? !kept : !replaced) || !is_clean(shown) || !shown.ends_with("b")) ++wrong;
    }
    CHECK(wrong == 0);
}

TEST_CASE("invalid UTF-8 is replaced, and the text around it stays") {
    std::vector<std::string> cases = {encoded(0x1FFFFF, 4), "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80",
                                      "\xFE\xFF"};
    for (int byte = 0x80; byte <= 0xFF; ++byte) cases.push_back(std::string(1, static_cast<char>(byte)));
    for (std::size_t size : {2u, 3u, 4u})  // overlong: an escape, a slash, NUL, and the longest that are too long
        for (std::uint32_t point : {0x1Bu, 0x2Fu, 0x0u, 0x7Fu, size > 2 ? 0x7FFu : 0u, size > 3 ? 0xFFFFu : 0u})
            cases.push_back(encoded(point, size));
    for (std::uint32_t point : {0xE9u, 0x8096u, 0x1F3ACu})  // cut short
        for (std::size_t size = 1; size < bytes_needed(point); ++size)
            cases.push_back(encoded(point, bytes_needed(point)).substr(0, size));
    for (const std::string& bytes : cases) {
        CAPTURE(bytes);
        CHECK(is_clean(printable(bytes)));
        CHECK(printable(bytes).starts_with(replacement));
        CHECK(printable(std::string("a") + bytes) == std::string("a") + printable(bytes));
        CHECK(printable(std::string("a") + bytes + "b") == std::string("a") + printable(bytes) + "b");
    }
}

TEST_CASE("for any bytes, printable returns valid UTF-8 without control characters") {
    std::minstd_rand chance(2017);
    const std::string likely = "a\x1b\x7f\x80\x9b\xa0\xbf\xc2\xe0\xe4\xed\xef\xf0\xf4\xf5";  // where the rules change
    int wrong = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(chance() % 12, ' ');
        for (char& c : bytes)
            c = chance() % 2 == 0 ? likely[chance() % likely.size()] : static_cast<char>(chance() % 256);
        std::string text = printable(bytes);
        if (!is_clean(text) || printable(text) != text || (is_clean(bytes) && text != bytes)) ++wrong;
    }
    CHECK(wrong == 0);
}
