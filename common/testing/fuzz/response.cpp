// Fuzzes the response parser (common/http): the input is what a server sends before it closes.
// The oracle: however the bytes are cut, the result is the same, including the text of the error. The response holds
// nothing that was not in the input. A response is done after its last byte, whatever follows.
#include <algorithm>
#include <random>
#include <string>

#include "common/http.hpp"
#include "require.hpp"

namespace {

struct Outcome {
    std::string error;
    Response response;
    bool done_before_close = false;

    bool operator==(const Outcome& other) const {
        return error == other.error && response.status == other.response.status &&
               response.fields == other.response.fields && response.body == other.response.body &&
               response.keep_alive == other.response.keep_alive && done_before_close == other.done_before_close;
    }
};

// Feeds `bytes` in pieces; next_size() returns the size of each.
template <typename NextSize>
Outcome outcome_of(std::string_view bytes, NextSize next_size) {
    Outcome outcome;
    try {
        ResponseParser parser;
        while (!bytes.empty()) {
            std::size_t size = std::min<std::size_t>(next_size(), bytes.size());
            parser.feed(bytes.substr(0, size));
            bytes.remove_prefix(size);
        }
        outcome.done_before_close = parser.done();
        parser.feed({});  // the server has closed the connection
        require(parser.done(), "a parser that is finished and has not thrown is done");
        outcome.response = parser.take();
        require(outcome.response.keep_alive <= outcome.done_before_close, "no connection is kept that was closed");
    } catch (const BadResponse& error) {
        outcome.error = error.what();
        require(std::ranges::all_of(outcome.error, [](char c) { return c >= ' ' && c <= '~'; }),
                "an error is printable");
    }
    return outcome;
}

// Is `part` equal to `whole` with some bytes left out?
bool is_subsequence(std::string_view part, std::string_view whole) {
    auto same = part.begin();
    for (char c : whole)
        if (same != part.end() && *same == c) ++same;
    return same == part.end();
}

void check_response(const Response& response, std::string_view input) {
    require(response.status >= 0 && response.status <= 999 && response.status / 100 != 1,
            "the status is that of a final response");
    require(is_subsequence(response.body, input), "the body consists of bytes of the input");
    std::size_t field_bytes = 0;
    for (const auto& [name, value] : response.fields) {
        field_bytes += name.size() + value.size();
        require(!name.empty(), "each field has a name");
        require(name.find_first_of(" \t:ABCDEFGHIJKLMNOPQRSTUVWXYZ") == name.npos, "a field's name is one word");
        require((name + value).find_first_of(std::string_view("\r\n\0", 3)) == name.npos, "a field is one line");
    }
    for (const auto& [name, value] : response.fields)
        for (const std::string& member : list_members(response, name))
            require(!member.empty() && member.find(',') == member.npos, "a list has no empty members");
    require(field_bytes + response.body.size() <= input.size(), "the response is no longer than the input");
}

// Returns how many bytes it takes until the parser is done, or all of them if it never is.
std::size_t bytes_until_done(std::string_view input) {
    ResponseParser parser;
    std::size_t fed = 0;
    while (!parser.done() && fed < input.size()) parser.feed(input.substr(fed++, 1));
    return fed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view input = as_text(data, size);
    const Outcome whole = outcome_of(input, [&] { return size; });
    require(outcome_of(input, [] { return 1u; }) == whole, "byte by byte it is the same");

    // The input decides where else to cut, so that a crash can be repeated.
    std::minstd_rand random(static_cast<unsigned>(std::hash<std::string_view>{}(input)));
    for (unsigned longest : {4u, 64u, 1024u})
        require(outcome_of(input, [&] { return 1 + random() % longest; }) == whole, "cut at random it is the same");

    if (!whole.error.empty()) return 0;
    check_response(whole.response, input);
    if (!whole.done_before_close) return 0;
    std::size_t needed = bytes_until_done(input);
    Outcome alone = outcome_of(input.substr(0, needed), [&] { return size; });
    require(alone.error.empty() && alone.response.body == whole.response.body,
            "what follows a response is no part of it");
    require(!whole.response.keep_alive || needed == size, "what follows a response ends the connection");
    return 0;
}
