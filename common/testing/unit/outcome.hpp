// For the tests of common/http: what the parser makes of a response, however its bytes are cut.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/http.hpp"

// The result for a response whose connection is closed after its last byte: an error or a response.
struct Outcome {
    std::string error;
    Response response;
    bool ends_by_close = false;

    bool operator==(const Outcome& other) const {
        return error == other.error && response.status == other.response.status &&
               response.fields == other.response.fields && response.body == other.response.body &&
               response.keep_alive == other.response.keep_alive && ends_by_close == other.ends_by_close;
    }
};

inline Outcome outcome_of(const std::vector<std::string_view>& pieces) {
    try {
        ResponseParser parser;
        for (std::string_view piece : pieces)
            if (!piece.empty()) parser.feed(piece);
        bool ends_by_close = !parser.done();
        parser.feed({});  // the server has closed the connection
        REQUIRE(parser.done());
        return {"", parser.take(), ends_by_close};
    } catch (const BadResponse& error) {
        return {error.what(), {}};
    }
}

inline Outcome outcome_byte_by_byte(std::string_view text) {
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
    return outcome_of(bytes);
}

inline std::string ok(const std::string& fields, const std::string& body = "") {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

inline const std::string chunked = "Transfer-Encoding: chunked\r\n";
