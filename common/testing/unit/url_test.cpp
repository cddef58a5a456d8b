// Tests of common/url: what is taken for a URL, what is refused and in which words, and every example of
// RFC 3986 section 5.4.
#include "common/url.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_literals;

namespace {

// What a function says when it refuses; "" where it does not.
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

std::string link_refusal(const std::string& base, const std::string& link) {
    return refusal([&] { resolve_link(parse_url(base), link); });
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

TEST_CASE("a URL is taken apart into host, port and target") {
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

TEST_CASE("what is no http URL is refused in one line that says why") {
    struct Case {
        std::string part_of_the_reason;
        std::vector<std::string> texts;
    };
    const std::vector<Case> cases = {
        {"begins with http://",
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
        {"no IPv6 address", {"http://[]/", "http://[1.2.3.4]/", "http://[example.com]/"}},
        {"after ]", {"http://[::1]8250/"}},
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

TEST_CASE("https is refused with a word on TLS and on the practice site") {
    for (const char* text : {"https://movie.douban.com/top250", "HTTPS://example.com/", "https:"}) {
        CAPTURE(text);
        CHECK(contains(parse_refusal(text), "TLS"));
        CHECK(contains(parse_refusal(text), "make site"));
        CHECK(contains(parse_refusal(text), "http://127.0.0.1:8250/top250"));
    }
}

TEST_CASE("authority and text leave out port 80 and put brackets round an IPv6 address") {
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

TEST_CASE("links resolve as in RFC 3986 section 5.4, without their fragments") {
    struct Case {
        std::string link, expected;
    };
    const std::vector<Case> cases = {
        // 5.4.1, normal
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},  // the RFC writes http://g; an empty path is requested as "/"
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q"},
        {"g#s", "http://a/b/c/g"},
        {"g?y#s", "http://a/b/c/g?y"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        // 5.4.2, abnormal
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g"},
        {"g#s/../x", "http://a/b/c/g"},
    };
    for (const auto& [link, expected] : cases) {
        CAPTURE(link);
        CHECK(resolve_link(parse_url("http://a/b/c/d;p?q"), link).text() == expected);
    }
}

TEST_CASE("links as pages have them: white space around, other hosts, ports, bases without a path") {
    struct Case {
        std::string base, link, expected;
    };
    const std::vector<Case> cases = {
        {"http://a/b", " \t\r\n\f/x \n", "http://a/x"},
        {"http://a/b?q", "  ", "http://a/b?q"},
        {"http://a/b", "//host/path", "http://host/path"},
        {"http://a:8250/b", "//host/path", "http://host/path"},
        {"http://a:8250/b", "//host:1/path", "http://host:1/path"},
        {"http://a:8250/b", "/path", "http://a:8250/path"},
        {"http://[::1]:8250/b", "c", "http://[::1]:8250/c"},
        {"http://a/b", "HTTP://B/c", "http://b/c"},
        {"http://a", "g", "http://a/g"},
        {"http://a", "?y", "http://a/?y"},
        {"http://a?x/y", "g", "http://a/g"},
        {"http://a/b/?x=/c/d", "g", "http://a/b/g"},
        {"http://a/b?old", "?", "http://a/b?"},
        {"http://a/b/c", "./g:h", "http://a/b/g:h"},
        {"http://a/b/c", "1:2", "http://a/b/1:2"},  // a scheme begins with a letter
        {"http://a/b", "?url=http://other/", "http://a/b?url=http://other/"},
        {"http://a/b", "电影", "http://a/%E7%94%B5%E5%BD%B1"},
        {"http://a/b", "#a b", "http://a/b"},
    };
    for (const auto& [base, link, expected] : cases) {
        CAPTURE(base);
        CAPTURE(link);
        CHECK(resolve_link(parse_url(base), link).text() == expected);
    }
}

TEST_CASE("links that lead out of http, or could forge a request, are refused") {
    struct Case {
        std::string part_of_the_reason;
        std::vector<std::string> links;
    };
    const std::vector<Case> cases = {
        {"not g:", {"g:h"}},
        {"two slashes", {"http:g", "http:", "http:/g"}},
        {"not mailto:", {"mailto:me@example.com"}},
        {"not javascript:", {"javascript:void(0)", " JavaScript:void(0)"}},
        {"not https:", {"https://example.com/"}},
        {"not data:", {"data:text/html,x"}},
        {"not tel:", {"tel:1"}},
        {"names no host", {"//", "///x"}},
        {"user name", {"//me@host/"}},
        {"from 1 to 65535", {"//host:0/"}},
        {"spaces or control",
         {"a b", "a?b c", "?b\tc", "a\r\nHost: other", "/a\0b"s, "//ho st/", "//host\r\n/", "//[::1\0\r\nX: y]/"s}},
    };
    for (const auto& [part_of_the_reason, links] : cases) {
        for (const std::string& link : links) {
            CAPTURE(link);
            CHECK(contains(link_refusal("http://a/b/c/d;p?q", link), part_of_the_reason));
        }
    }
}

TEST_CASE("a whole URL means the same wherever it stands") {
    const std::vector<std::string> texts = {
        "http://a",           "http://a/b/c/d;p?q",    "http://[::1]:8250/?x=1", "http://a//b//c/", "http://a/..//b",
        "http://a/%2e%2e/x%", "http://a/电影?名=\xFF", "http://h:65535?a/../b",  "http://a/?",      "http://a/{b}|c",
    };
    for (const std::string& text : texts) {
        for (const std::string& base : texts) {
            CAPTURE(text);
            CAPTURE(base);
            Url url = parse_url(text);
            CHECK(resolve_link(parse_url(base), url.text()) == url);
            CHECK(parse_url(url.text()) == url);
        }
    }
}
