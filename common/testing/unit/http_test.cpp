// Tests of common/http: requests, and responses of every kind. The parser's result must not depend on how the bytes are
// cut, so each response is fed whole, byte by byte, and in two parts for every possible cut.
#include "common/http.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "outcome.hpp"

using namespace std::string_literals;

namespace {

Outcome outcome_of_every_cut(const std::string& text) {
    Outcome whole = outcome_of({text});
    CAPTURE(text);
    CHECK(outcome_byte_by_byte(text) == whole);
    for (std::size_t i = 0; i <= text.size(); ++i) {
        std::string_view first = std::string_view(text).substr(0, i), second = std::string_view(text).substr(i);
        CHECK(outcome_of({first, second}) == whole);
    }
    return whole;
}

// Is the status not a success, and the header complete?
bool has_no_use_of_its_body(const std::string& start, int status) {
    return status / 100 != 2 && start.find("\r\n\r\n") != std::string::npos;
}

// An error without the line that it shows.
std::string without_quote(const std::string& error) {
    for (const char* mark : {", but with \"", ": \""})
        if (std::size_t at = error.rfind(mark); at != std::string::npos) return error.substr(0, at);
    return error;
}

}  // namespace

TEST_CASE("a request is this text") {
    const std::string middle = "\r\nUser-Agent: async-from-scratch/1.0\r\nAccept: */*\r\nAccept-Encoding: identity\r\n";
    CHECK(request_text(parse_url("http://127.0.0.1:8250/top250?start=25&filter=")) ==
          "GET /top250?start=25&filter= HTTP/1.1\r\nHost: 127.0.0.1:8250" + middle + "Connection: close\r\n\r\n");
    CHECK(request_text(parse_url("http://[::1]:80"), true) ==
          "GET / HTTP/1.1\r\nHost: [::1]" + middle + "Connection: keep-alive\r\n\r\n");
    user_agent_program = "02_threads";
    const std::string named = request_text(parse_url("http://127.0.0.1/"));
    user_agent_program = "";
    CHECK(named.find("\r\nUser-Agent: async-from-scratch/1.0 (02_threads)\r\n") != std::string::npos);
}

TEST_CASE("the body of a well-formed response is found, whatever marks its end") {
    struct Case {
        std::string text, body;
        int status = 200;
        bool ends_by_close = false;
    };
    const std::vector<Case> cases = {
        {ok("Content-Length: 5\r\n", "hello"), "hello"},
        {ok("Content-Length: 0\r\n"), ""},
        {ok("Content-Length: 4\r\n", "\0\r\n\xFF"s), "\0\r\n\xFF"s},
        {ok("content-LENGTH:5\r\n", "hello"), "hello"},
        {ok("Content-Length: \t 5 \t\r\n", "hello"), "hello"},
        {ok("Content-Length: 005\r\n", "hello"), "hello"},
        {ok("Content-Length : 5\r\n", "hello"), "hello"},
        {ok("Content-Length\t \t:5\r\n", "hello"), "hello"},
        {ok("Content-Length: 5, 5\r\n", "hello"), "hello"},
        {ok("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "hello"},
        {ok("Content-Length:\r\n 5\r\n", "hello"), "hello"},
        {"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", "hello"},
        {"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.1 200 没问题\r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", "hello", 404},
        {ok("Content-Encoding: Identity\r\nContent-Length: 5\r\n", "hello"), "hello"},
        {ok(chunked, "5\r\nhello\r\n0\r\n\r\n"), "hello"},
        {ok(chunked, "0\r\n\r\n"), ""},
        {ok(chunked, "2\r\nhe\r\n003\r\nllo\r\n000\r\n\r\n"), "hello"},
        {ok(chunked, "A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n"), "01234567890123456789a"},
        {ok(chunked, "5;name=value\r\nhello\r\n0 ; last\r\n\r\n"), "hello"},
        {ok(chunked, "5;x=\"\xFF\"\r\nhello\r\n0\r\n\r\n"), "hello"},
        {ok(chunked, "5\r\nhello\r\n0\r\nExpires: never\r\nContent-Length: 7\r\n\r\n"), "hello"},
        {ok(chunked, "4\r\n\r\n\r\n\r\n0\r\n\r\n"), "\r\n\r\n"},
        {"HTTP/1.1 200 OK\nTransfer-Encoding:Chunked\n\n5\nhello\n0\nTrailer: x\n\n", "hello"},
        {ok("", "hello"), "hello", 200, true},
        {ok(""), "", 200, true},
        {"HTTP/1.0 200 OK\r\n\r\nhello", "hello", 200, true},
        {"HTTP/1.1 100 Continue\r\n\r\n" + ok("Content-Length: 5\r\n", "hello"), "hello"},
        {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("Content-Length: 5\r\n", "hello"), "hello"},
        {"HTTP/1.1 102\r\nContent-Length: 9\r\n\r\nHTTP/1.1 100\r\n\r\n" + ok(chunked, "1\r\nx\r\n0\r\n\r\n"), "x"},
        {"HTTP/1.1 204 No Content\r\n\r\n", "", 204},
        {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "", 304},
        {"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", "", 304},
        // Empty members of a list are no members (RFC 9110 section 5.6.1.2).
        {ok("Transfer-Encoding: chunked,\r\n", "5\r\nhello\r\n0\r\n\r\n"), "hello"},
        {ok("Transfer-Encoding: , \t, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"), "hello"},
        {ok("Transfer-Encoding:\r\n" + chunked, "5\r\nhello\r\n0\r\n\r\n"), "hello"},
        {ok("Transfer-Encoding:\r\nContent-Length: 5\r\n", "hello"), "hello"},
        {ok("Transfer-Encoding: ,\r\n", "hello"), "hello", 200, true},
        {ok("Content-Length: 5,\r\n", "hello"), "hello"},
        {ok("Content-Length: , 5 ,, 5\r\nContent-Length:\r\n", "hello"), "hello"},
        // The parser ignores how the body is encoded; the caller must check that.
        {ok("Content-Encoding: gzip\r\nContent-Length: 5\r\n", "hello"), "hello"},
        {"HTTP/1.1 301 Moved\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", "", 301},
        // Any three digits are a status, and these say nothing about the body.
        {"HTTP/1.1 999 Request denied\r\nContent-Length: 5\r\n\r\nhello", "hello", 999},
        {"HTTP/1.1 600\r\nContent-Length: 5\r\n\r\nhello", "hello", 600},
        {"HTTP/1.1 099 x\r\nContent-Length: 5\r\n\r\nhello", "hello", 99},
        {"HTTP/1.1 000\r\nContent-Length: 5\r\n\r\nhello", "hello", 0},
        {"HTTP/1.1 203 Changed\r\nContent-Length: 5\r\n\r\nhello", "hello", 203},
        {"HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", "", 205},
        {"HTTP/1.1 299\r\n" + chunked + "\r\n5\r\nhello\r\n0\r\n\r\n", "hello", 299},
    };
    for (const Case& expected : cases) {
        CAPTURE(expected.text);
        Outcome outcome = outcome_of_every_cut(expected.text);
        CHECK(outcome.error == "");
        CHECK(outcome.response.status == expected.status);
        CHECK(outcome.response.body == expected.body);
        CHECK(outcome.ends_by_close == expected.ends_by_close);
        if (outcome.ends_by_close) continue;
        for (std::size_t size = 0; size < expected.text.size(); ++size)
            if (std::string start = expected.text.substr(0, size); has_no_use_of_its_body(start, expected.status)) {
                CHECK(outcome_of({start}).response.status == expected.status);
            } else {
                CHECK(outcome_of({start}).error != "");  // cut short
            }
    }
}

TEST_CASE("the body of a redirect or an error is not used, so it may be cut short; the connection is not kept") {
    for (const char* status : {"301 Moved", "404 Not Found", "503 Busy", "999 Request denied", "000 Nothing"})
        for (const std::string& rest :
             {"Content-Length: 9\r\n\r\nhello"s, chunked + "\r\n9\r\nhello"s, chunked + "\r\n5\r\nhello\r\n0\r\n"s}) {
            CAPTURE(status);
            Outcome outcome = outcome_of_every_cut("HTTP/1.1 "s + status + "\r\nLocation: /new\r\n" + rest);
            CHECK(outcome.error == "");
            CHECK(outcome.response.status == std::stoi(status));
            CHECK(outcome.response.field("location") == "/new");
            CHECK_FALSE(outcome.response.keep_alive);
        }
}

TEST_CASE("what is not HTTP, or is ambiguous, is refused with a reason") {
    struct Case {
        std::string reason, before, after;
        std::vector<std::string> middles;
    };
    const std::string start = "HTTP/1.1 200 OK\r\n", chunked_start = ok(chunked), no_line_more = "\r\n\r\n";
    const std::vector<Case> cases = {
        {"its Content-Length is not a number",
         start + "Content-Length: ",
         "\r\n\r\nhello",
         {"-5", "+5", "0x5", "5x", "5 5", "5;", "5.0", "", ",", "5x,", "5\r\n  5", "５"}},
        {"two different Content-Lengths",
         start + "Content-Length: ",
         "\r\n\r\nhello!",
         {"5, 6", "5\r\nContent-Length: 6", "6\r\nX: y\r\ncontent-length: 5", "5, 5, 99999999999999999999"}},
        {"its body is larger than 64 MiB",
         start + "Content-Length: ",
         "\r\n\r\nhello",
         {"67108865", "18446744073709551616", "18446744073709551621", "99999999999999999999"}},
        {"its body is larger than 64 MiB",
         chunked_start,
         "\r\nx\r\n0\r\n\r\n",
         {"4000001", "ffffffffffffffff", "10000000000000001"}},
        {"both Content-Length and Transfer-Encoding",
         start,
         "\r\n0\r\n\r\n",
         {chunked + "Content-Length: 5\r\n", "Content-Length: 5\r\n" + chunked, chunked + "Content-Length: x\r\n",
          chunked + "Content-Length:\r\n"}},
        {"a transfer coding other than chunked",
         start + "Transfer-Encoding: ",
         "\r\n\r\n0\r\n\r\n",
         {"gzip", "identity", "xchunked", "\"chunked\"", "chunked;q=1", ", gzip,"}},
        {"more than one transfer coding",
         start + "Transfer-Encoding: ",
         "\r\n\r\n0\r\n\r\n",
         {"gzip, chunked", "chunked, chunked", "chunked, gzip", "chunked\r\nTransfer-Encoding: chunked",
          "chunked,, gzip,"}},
        {"Transfer-Encoding in HTTP/1.0", "HTTP/1.0 200 OK\r\n", "\r\n0\r\n\r\n", {chunked}},
        {"the server closed without an answer", "", "", {""}},
        {"it ends within its header",
         "",
         "",
         {"H", start, start + "Content-Le", start + "A: b\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}},
        {"truncated: it ends within its body", start + "Content-Length: ", "", {"1\r\n\r\n", "67108864\r\n\r\nx"}},
        {"truncated: it ends within its body",
         chunked_start,
         "",
         {"", "5", "5;x", "5\r", "5\r\n", "5\r\nhell", "5\r\nhello", "5\r\nhello\r", "5\r\nhello\r\n",
          "5\r\nhello\r\n0", "0\r\n", "0\r\n\r", "0\r\nTrail", "0\r\nTrailer: x\r\n"}},
        {"a chunk size is not a number",
         chunked_start,
         "\r\nhello\r\n0\r\n\r\n",
         {"", "x", "-5", "+5", "0x5", "5 5", "5x", ";x", "5\r\nhello\r\n"}},
        {"a chunk is longer than its size", chunked_start, "\r\n0\r\n\r\n", {"4\r\nhello", "5\r\nhello0"}},
        {"a header line is not \"name: value\"",
         start,
         no_line_more,
         {"Content-Length", ": value", "a b: c", "a\tb: c", "<html>"}},
        {"its header begins with a space",
         "",
         no_line_more,
         {start + " folded: x", start + "\tfolded: x", "HTTP/1.1 100\r\nX: y\r\n\r\n" + start + " folded"}},
        {"a CR or NUL within its header",
         "",
         no_line_more,
         {start + "X: a\0b"s, start + "X: a\rb", start + "X: a\r", start + "\0: a"s, "HTTP/1.1 200\rOK",
          chunked_start + "5\0"s, chunked_start + "0\r\nTrailer: \r x"}},
        {"it switches protocols without being asked",
         "",
         no_line_more,
         {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c"}},
        {"it does not begin with an HTTP/1 status line",
         "",
         no_line_more,
         {"HTTP/2 200",       "HTTP/2.0 200 OK", "HTTP/0.9 200 OK",     "HTTP/1.x 200 OK", "HTTP/1.1 99",
          "HTTP/1.1 20",      "HTTP/1.1 20 OK",  "HTTP/1.1 2000",       "HTTP/1.1 200OK",  "HTTP/1.1  200 OK",
          "HTTP/1.1\t200 OK", "HTTP/1.1 -20 OK", "HTTP/1.1 0x2 OK",     "HTTP/11 200 OK",  "http/1.1 200 OK",
          " HTTP/1.1 200 OK", "ICY 200 OK",      "\r\nHTTP/1.1 200 OK", "<html>",          "SSH-2.0-OpenSSH_9.2",
          "\x15\x03\x03\x02"}},
    };
    for (const auto& [reason, before, after, middles] : cases)
        for (const std::string& middle : middles)
            CHECK(without_quote(outcome_of_every_cut(before + middle + after).error) == "bad response: " + reason);
}

TEST_CASE("an error shows the line that it is about, cut short, and without control characters") {
    struct Case {
        std::string text, error;
    };
    const std::vector<Case> cases = {
        {"SSH-2.0-OpenSSH_9.2\r\n", "it does not begin with an HTTP/1 status line, but with \"SSH-2.0-OpenSSH_9.2\""},
        {"\x15\x03\xFF\x1b[2J\n", "it does not begin with an HTTP/1 status line, but with \"????[2J\""},
        {ok("Server nginx\r\n"), "a header line is not \"name: value\": \"Server nginx\""},
        {ok(std::string(61, 'x') + "\r\n"),
         "a header line is not \"name: value\": \"" + std::string(60, 'x') + "...\""},
        {ok("Content-Length: 1e3\r\n"), "its Content-Length is not a number: \"1e3\""},
        {ok("Content-Length:\r\n"), "its Content-Length is not a number: \"\""},
        {ok(chunked, "-1\r\n"), "a chunk size is not a number: \"-1\""},
        {ok("Transfer-Encoding: gzip\r\n"), "a transfer coding other than chunked: \"gzip\""},
        {ok(" X: y\r\n"), "its header begins with a space: \" X: y\""},
        {ok("X: a\rb\r\n"), "a CR or NUL within its header: \"X: a?b\""},
    };
    for (const auto& [text, error] : cases) CHECK(outcome_of({text}).error == "bad response: " + error);
}

TEST_CASE("a list is read from all fields of its name, in lower case, without empty members") {
    const Response response{200,
                            {{"connection", "Close, ,X-Hop"},
                             {"other", "no"},
                             {"connection", ""},
                             {"connection", ","},
                             {"connection", "\tlast "}},
                            "",
                            false};
    CHECK(list_members(response, "connection") == std::vector<std::string>{"close", "x-hop", "last"});
    CHECK(list_members(response, "missing").empty());
}

TEST_CASE("a connection is kept only when both sides know where the next response begins") {
    struct Case {
        std::string version, fields, body;
        bool keep_alive;
    };
    const std::vector<Case> cases = {
        {"1.1", "Content-Length: 1\r\n", "x", true},
        {"1.1", chunked, "1\r\nx\r\n0\r\n\r\n", true},
        {"1.1", "Content-Length: 0\r\n", "", true},
        {"1.1", "Content-Length: 1\r\nConnection: keep-alive\r\n", "x", true},
        {"1.1", "Content-Length: 1\r\nConnection: close\r\n", "x", false},
        {"1.1", "Content-Length: 1\r\nConnection: CLOSE\r\n", "x", false},
        {"1.1", "Content-Length: 1\r\nConnection: x-hop , Close\r\n", "x", false},
        {"1.1", "Content-Length: 1\r\nConnection: x-hop\r\nConnection: close\r\n", "x", false},
        {"1.1", "Content-Length: 1\r\nConnection: closet\r\n", "x", true},
        {"1.1", "Content-Length: 1\r\nConnection:\r\n", "x", true},
        {"1.1", "Content-Length: 1\r\nConnection: , close,\r\n", "x", false},
        {"1.1", "", "x", false},
        {"1.0", "Content-Length: 1\r\n", "x", false},
        {"1.0", "Content-Length: 1\r\nConnection: Keep-Alive\r\n", "x", true},
        {"1.0", "Content-Length: 1\r\nConnection: x-hop, keep-alive\r\n", "x", true},
        {"1.0", "Content-Length: 1\r\nConnection: keep-alive, close\r\n", "x", false},
        {"1.0", "Connection: keep-alive\r\n", "x", false},
        {"1.1", "Content-Length: 1\r\n", "xy", false},  // more than was asked for
        {"1.1", "Content-Length: 0\r\n", "y", false},
        {"1.1", chunked, "0\r\n\r\ny", false},
        {"1.1", "Content-Length: 1\r\n", std::string("x") + ok("Content-Length: 0\r\n"), false},
    };
    for (const auto& [version, fields, body, keep_alive] : cases) {
        CAPTURE(fields);
        Outcome outcome = outcome_of_every_cut("HTTP/" + version + " 200 OK\r\n" + fields + "\r\n" + body);
        CHECK(outcome.error == "");
        CHECK(outcome.response.keep_alive == keep_alive);
    }
}

TEST_CASE("fields keep their order, have names in lower case, and are trimmed and unfolded") {
    Outcome outcome =
        outcome_of_every_cut(ok("X-Film:  The \t Shawshank\t\r\nSet-Cookie: a=1\r\nSET-cookie: "
                                "b:2\r\nEmpty:\r\nLong: one\r\n  two\r\n"
                                "\tthree \r\nContent-Length: 0\r\n"));
    const Response& response = outcome.response;
    CHECK(response.fields == std::vector<std::pair<std::string, std::string>>{{"x-film", "The \t Shawshank"},
                                                                              {"set-cookie", "a=1"},
                                                                              {"set-cookie", "b:2"},
                                                                              {"empty", ""},
                                                                              {"long", "one two three"},
                                                                              {"content-length", "0"}});
    CHECK(response.field("set-cookie") == "a=1");
    CHECK(response.field("empty") == "");
    CHECK(response.field("missing") == "");
}
