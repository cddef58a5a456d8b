// Tests of common/http with many bytes: the limits on header and body, and 2,000 random responses and their mutants.
// The parser's result must not depend on how they are cut.
#include "common/http.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "outcome.hpp"

namespace {

std::string repeated(std::size_t times, std::string_view text) {
    std::string result;
    while (times-- > 0) result += text;
    return result;
}

}  // namespace

TEST_CASE("a header of 64 KiB is accepted; a longer one is refused, and so is any endless line") {
    const std::string too_long = "bad response: its header is longer than 64 KiB";
    const std::string too_long_a_size = "bad response: a chunk size is longer than 64 KiB";
    const std::string start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
    const std::string chunked_start = "HTTP/1.1 200 OK\r\n" + chunked + "X: ";
    const std::string full(max_header_bytes - start.size() - 4, 'x');
    const std::string chunked_full(max_header_bytes - chunked_start.size() - 4, 'x');
    struct Case {
        std::string text, error;
    };
    const std::vector<Case> cases = {
        {start + full + "\r\n\r\n", ""},
        {start + full + "x\r\n\r\n", too_long},
        {chunked_start + chunked_full + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n", ""},
        {chunked_start + chunked_full + "x\r\n\r\n5\r\nhello\r\n0\r\n\r\n", too_long},
        {repeated(max_header_bytes + 1, "H"), too_long},
        {ok(repeated(max_header_bytes, "x")), too_long},
        {ok(repeated(max_header_bytes / 4, "a: b\r\n")), too_long},
        {repeated(max_header_bytes / 16, "HTTP/1.1 100 Continue\r\n\r\n"), too_long},
        {ok(chunked, repeated(max_header_bytes + 1, "0")), too_long_a_size},
        {ok(chunked, "5;" + repeated(max_header_bytes, "x")), too_long_a_size},
        {ok(chunked, "5\r\nhello" + repeated(max_header_bytes + 1, "x")),
         "bad response: a chunk is longer than its size"},
        {ok(chunked, "0\r\n" + repeated(max_header_bytes / 4, "a: b\r\n")),
         "bad response: its trailer is longer than 64 KiB"},
    };
    for (const auto& [text, error] : cases) {
        CAPTURE(text.substr(0, 80));
        CHECK(outcome_of({text}).error == error);
        CHECK(outcome_byte_by_byte(text).error == error);
    }
}

TEST_CASE("many chunks may have more than 64 KiB of size lines between them") {
    const std::string text = ok(chunked, repeated(20'000, "1;x=y\r\na\r\n") + "0\r\n\r\n");
    CHECK(outcome_of({text}).response.body == std::string(20'000, 'a'));
    CHECK(outcome_byte_by_byte(text) == outcome_of({text}));
}

TEST_CASE("a body of 64 MiB is accepted and one byte more is refused, by close and by chunks") {
    const std::string mebibyte(1024 * 1024, 'x');
    struct Case {
        std::string header, before, after, one_more;
    };
    const std::vector<Case> cases = {
        {ok(""), "", "", "x"},
        {ok(chunked), "100000\r\n", "\r\n", "1\r\nx"},
    };
    for (const auto& [header, before, after, one_more] : cases) {
        ResponseParser parser;
        parser.feed(header);
        for (int i = 0; i < 64; ++i) {
            if (!before.empty()) parser.feed(before);
            parser.feed(mebibyte);
            if (!after.empty()) parser.feed(after);
        }
        CHECK_THROWS_WITH_AS(parser.feed(one_more), "bad response: its body is larger than 64 MiB", BadResponse);
        CHECK(parser.take().body.size() == max_body_bytes);
    }
}

namespace {

// Produces the same numbers on every machine, unlike std::uniform_int_distribution.
struct Random {
    std::mt19937 engine;
    std::size_t below(std::size_t limit) { return engine() % limit; }
    std::string bytes(std::size_t count) {
        std::string result;
        while (count-- > 0) result += static_cast<char>(static_cast<unsigned char>(below(256)));
        return result;
    }
};

std::string in_chunks(std::string_view body, const std::string& end_of_line, Random& random) {
    std::string text;
    while (!body.empty()) {
        std::size_t size = 1 + random.below(std::min<std::size_t>(body.size(), 15));
        text += "0123456789aBcDeF"[size] + (random.below(3) == 0 ? ";extension" + end_of_line : end_of_line);
        text.append(body.substr(0, size)).append(end_of_line);
        body.remove_prefix(size);
    }
    return text + "0" + end_of_line + (random.below(2) == 0 ? "Trailer: x" + end_of_line : "") + end_of_line;
}

// A well-formed response with that body, framed in one of the three ways.
std::string random_response(const std::string& body, Random& random) {
    const std::string end_of_line = random.below(4) == 0 ? "\n" : "\r\n";
    const std::string fields[] = {"Server: x", "Set-Cookie: a=b", "X-Folded: a" + end_of_line + " b",
                                  "Connection: close"};
    std::string text = repeated(random.below(3), "HTTP/1.1 103 Early Hints" + end_of_line + end_of_line);
    text += "HTTP/1.1 200 OK" + end_of_line;
    while (random.below(3) != 0) text += fields[random.below(4)] + end_of_line;
    switch (random.below(3)) {
        case 0:
            return text + "Content-Length: " + std::to_string(body.size()) + end_of_line + end_of_line + body;
        case 1:
            return text + "Transfer-Encoding: chunked" + end_of_line + end_of_line +
                   in_chunks(body, end_of_line, random);
        default:
            return text + end_of_line + body;
    }
}

std::vector<std::string_view> random_pieces(std::string_view text, Random& random) {
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        std::size_t size = 1 + random.below(random.below(2) == 0 ? 3 : text.size());
        pieces.push_back(text.substr(0, size));
        text.remove_prefix(pieces.back().size());
    }
    return pieces;
}

}  // namespace

TEST_CASE("2,000 random responses yield their body, and they and their mutants yield the same however they are cut") {
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        CAPTURE(seed);
        Random random{std::mt19937(seed)};
        const std::string body = random.bytes(random.below(200));
        std::string text = random_response(body, random);
        CHECK(outcome_of({text}).error == "");
        CHECK(outcome_of({text}).response.body == body);
        for (int mutation = 0; mutation < 8; ++mutation) {
            CHECK(outcome_of(random_pieces(text, random)) == outcome_of({text}));
            text.replace(random.below(text.size()), random.below(2), random.bytes(random.below(2)));
        }
    }
}
