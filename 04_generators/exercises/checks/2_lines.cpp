// The checks of exercise 04-2. There is nothing to edit here.
#include "2_lines.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <system_error>
#include <tuple>

#include "common/http.hpp"
#include "common/site/process.hpp"
#include "common/testing/allocations.hpp"
#include "common/testing/calls.hpp"
#include "stream.hpp"

using namespace std::chrono_literals;

struct Pair {
    Socket ours, theirs;
    Pair() { std::tie(ours, theirs) = socket_pair(); }
    void say(std::string_view bytes) { send_all(theirs, bytes, Clock::now() + 2s); }
};

std::string shown(std::string line) {
    if (line.ends_with('\r')) line.replace(line.size() - 1, 1, "<CR>");
    return line + "|";
}

TEST_CASE("a line is yielded when it is complete, even if the other side goes on sending") {
    Pair pair;
    auto stream = lines(std::move(pair.ours), Clock::now() + 2s);
    pair.say("al");
    pair.say("pha\nbeta\r\n\ngam");
    std::string seen;
    try {
        auto line = stream.begin();
        seen = shown(*line);
        seen += shown(*++line);
        seen += shown(*++line);
        pair.say("ma\n");
        seen += shown(*++line);
    } catch (const DeadlinePassed&) {
        seen += " and then it waited for more";
    }
    REQUIRE_MESSAGE(seen == "alpha|beta||gamma|", "expected: alpha|beta||gamma|; seen: ", seen,
                    ". When a piece has arrived: which lines are complete, and what must be kept for the next piece?");

    // The header of this page never ends.
    site::SiteProcess practice({.delay = 0ms});
    Url url = parse_url(practice.url("/endless-header"));
    Socket socket = connect_to(resolve(url.host, url.port), Clock::now() + 5s);
    send_all(socket, request_text(url), Clock::now() + 5s);
    int count = 0;
    Calls calls;
    for (const std::string& line : take(lines(std::move(socket), Clock::now() + 5s), 10'000))
        count += line == "X-And-So-On: 0123456789";
    const long tries = calls.tries;
    CHECK_MESSAGE(count == 9'999, "expected the status line and 9999 times the same line, seen it ", count, " times");
    CHECK_MESSAGE(tries < 10'000, "expected it to ask the socket only when no complete line is left; seen: ", tries,
                  " calls of recv() for 10000 lines");
}

TEST_CASE("a last line without its end counts, and the end of the stream is not a line") {
    using Texts = std::pair<std::string, std::string>;
    for (auto [said, expected] : {Texts{"one\ntwo", "one|two|"}, {"one\n", "one|"}, {"\n\n", "||"}, {"", ""}}) {
        Pair pair;
        pair.say(said);
        pair.theirs.close();
        std::string seen;
        for (const std::string& line : lines(std::move(pair.ours), Clock::now() + 2s)) seen += shown(line);
        CHECK(seen == expected);
    }
}

TEST_CASE("a stream that is destroyed hangs up") {
    Pair pair;
    pair.say("one\ntwo\n");
    long before = allocations();
    {
        auto stream = lines(std::move(pair.ours), Clock::now() + 2s);
        CHECK(*stream.begin() == "one");
    }
    CHECK_MESSAGE(allocations() == before, "the stream is gone, and its frame is still there");
    bool hung_up = false;
    std::array<char, 8> buffer;
    try {
        hung_up = try_receive(pair.theirs, buffer) == 0u;
    } catch (const std::system_error&) {
        hung_up = true;  // a reset: it had not read all bytes
    }
    CHECK_MESSAGE(hung_up, "the stream is gone, and its socket is still open: what owns it?");
}
