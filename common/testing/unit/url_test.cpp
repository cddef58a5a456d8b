// Tests of common/url: what is accepted as a URL, what is refused, and with which error. (For links: link_test.cpp.)
#include "common/url.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_literals;

namespace {

// The error that a function throws; "" if it does not throw.
template <typename Function>
std::string refusal(Function function) {
    try {
        function();
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

std::string parse_refusal(const std::string& text) {
    return refusal([&] { parse_url(text); });
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("a URL is split into host, port and target") {
    struct Case {
        std::string text;
        Url expected;
    };
    const std::vector<Case> cases = {
        {"http://example.com", {"example.com", 80, "/"}},
        {"http://example.com/", {"example.com", 80, "/"}},
        {"http://127.0.0.1:8250/top250?start=0&filter=", {"127.0.0.1", 8250, "/top250?start=0&filter="}},
        {"HTTP://Example.COM/Path", {"example.com", 80, "/Path"}},
        {"http://[::1]:8250/x", {"::1", 8250, "/x"}},
        {"http://[2001:DB8::A]", {"2001:db8::a", 80, "/"}},
        {"http://localhost:1/", {"localhost", 1, "/"}},
        {"http://localhost:65535/", {"localhost", 65535, "/"}},
        {"http://localhost:00080/", {"localhost", 80, "/"}},
        {"http://localhost:/", {"localhost", 80, "/"}},
        {"http://my-host_1.example/", {"my-host_1.example", 80, "/"}},
        {"http://example.com?wd=1", {"example.com", 80, "/?wd=1"}},
        {"http://example.com/?", {"example.com", 80, "/?"}},
        {"http://example.com#top", {"example.com", 80, "/"}},
        {"http://example.com/a?b=/../c#d?e", {"example.com", 80, "/a?b=/../c"}},
        {"http://example.com/a/./b/../c", {"example.com", 80, "/a/c"}},
        {"http://example.com/../../a", {"example.com", 80, "/a"}},
        {"http://example.com/a/%2e/b/%2E%2e/c", {"example.com", 80, "/a/c"}},
        {"http://example.com/a/.%2E", {"example.com", 80, "/"}},
        {"http://example.com/a%2e/%2e%2e%2e/%252e/x", {"example.com", 80, "/a%2e/%2e%2e%2e/%252e/x"}},
        {"http://example.com/a?%2e/../b", {"example.com", 80, "/a?%2e/../b"}},
        {"http://example.com//a//b/", {"example.com", 80, "//a//b/"}},
        {"http://example.com/电影?名=\xC3\xA9", {"example.com", 80, "/%E7%94%B5%E5%BD%B1?%E5%90%8D=%C3%A9"}},
        {"http://example.com/a%20b%", {"example.com", 80, "/a%20b%"}},
        {"http://example.com/\"<>\\^`{|}", {"example.com", 80, "/%22%3C%3E%5C%5E%60%7B%7C%7D"}},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        Url url = parse_url(text);
        CHECK(url.host == expected.host);
        CHECK(url.port == expected.port);
        CHECK(url.target == expected.target);
    }
}

TEST_CASE("a URL that is not http is refused in one line that says why") {
    struct Case {
        std::string part_of_the_reason;
        std::vector<std::string> texts;
    };
    const std::vector<Case> cases = {
        {"must begin with http://",
         {"", "example.com", "localhost:8250/top250", "127.0.0.1:8250", "/top250", "//example.com/",
          "http:", "http:/example.com", "http:example.com", "ftp://example.com/", "httpx://example.com/"}},
        {"names no host",
         {"http://", "http:///path", "http://:80/", "http://?query", "http://#fragment", "http://::1/"}},
        {"from 1 to 65535",
         {"http://example.com:0/", "http://example.com:65536/", "http://example.com:99999999999999999999/",
          "http://example.com:18446744073709551696/", "http://example.com:http/", "http://example.com:8x0/",
          "http://example.com:-1/", "http://example.com:+80/", "http://example.com:80:80/"}},
        {"user name", {"http://me@example.com/", "http://me:secret@example.com/"}},
        {"closing bracket", {"http://[::1", "http://[::1/"}},
        {"not an IPv6 address", {"http://[]/", "http://[1.2.3.4]/", "http://[example.com]/"}},
        {"may follow the ]", {"http://[::1]8250/"}},
        {"letters, digits", {"http://exa%6Dple.com/", "http://例.com/", "http://a\\b/"}},
        {"spaces or control",
         {" http://example.com/", "http://example.com/ ", "http://example.com/a b", "http://exa mple.com/",
          "http://example.com/\tx", "http://example.com/ HTTP/1.1\r\nHost: other\r\n\r\n", "http://example.com/\nx",
          "http://example.com/\0x"s, "http://[::1\0]/"s, "http://example.com/\x1b[31m", "http://example.com/\x7f",
          "http://example.com/#a b"}},
    };
    for (const auto& [part_of_the_reason, texts] : cases) {
        for (const std::string& text : texts) {
            CAPTURE(text);
            std::string reason = parse_refusal(text);
            CAPTURE(reason);
            CHECK(contains(reason, part_of_the_reason));
            CHECK_FALSE(contains(reason, "\n"));
        }
    }
}

TEST_CASE("the error for https mentions TLS and the practice site") {
    for (const char* text : {"https://movie.douban.com/top250", "HTTPS://example.com/", "https:"}) {
        CAPTURE(text);
        CHECK(contains(parse_refusal(text), "TLS"));
        CHECK(contains(parse_refusal(text), "make site"));
        CHECK(contains(parse_refusal(text), "http://127.0.0.1:8250/top250"));
    }
}

TEST_CASE("authority and text leave out port 80 and put an IPv6 address in brackets") {
    struct Case {
        std::string text, authority, whole;
    };
    const std::vector<Case> cases = {
        {"http://example.com:80", "example.com", "http://example.com/"},
        {"http://EXAMPLE.com:8250/a?b#c", "example.com:8250", "http://example.com:8250/a?b"},
        {"http://[::1]", "[::1]", "http://[::1]/"},
        {"http://[::1]:8250/x", "[::1]:8250", "http://[::1]:8250/x"},
        {"http://[::1]:80/x", "[::1]", "http://[::1]/x"},
    };
    for (const auto& [text, authority, whole] : cases) {
        CAPTURE(text);
        CHECK(parse_url(text).authority() == authority);
        CHECK(parse_url(text).text() == whole);
    }
}

TEST_CASE("parsing a URL's text returns the same URL") {
    const std::vector<std::string> texts = {
        "http://a",           "http://a/b/c/d;p?q",    "http://[::1]:8250/?x=1", "http://a//b//c/", "http://a/..//b",
        "http://a/%2e%2e/x%", "http://a/电影?名=\xFF", "http://h:65535?a/../b",  "http://a/?",      "http://a/{b}|c",
    };
    for (const std::string& text : texts) {
        CAPTURE(text);
        Url url = parse_url(text);
        CHECK(parse_url(url.text()) == url);
    }
}
