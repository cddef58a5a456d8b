// Tests of common/crawl/link: every example of RFC 3986 section 5.4, and how browsers read other links (the WHATWG's
// URL standard). An error must say why a link cannot be followed, for a reader who did not write the link.
#include "common/crawl/link.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::string_literals;

namespace {

struct Case {
    std::string base, link, expected;
};

void check(const std::vector<Case>& cases) {
    for (const auto& [base, link, expected] : cases) {
        CAPTURE(base);
        CAPTURE(link);
        Url url;
        CHECK_NOTHROW(url = follow_link(parse_url(base), link));
        CHECK(url.text() == expected);
        CHECK(parse_url(url.text()) == url);
        CHECK(follow_link(parse_url("http://x:1/y/z?"), url.text()) == url);  // it means the same wherever it stands
    }
}

// Why the link is not followed; "" if it is.
std::string refusal(const std::string& link) {
    try {
        follow_link(parse_url("http://a:8250/b/c/d;p?q"), link);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

}  // namespace

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
        CHECK(follow_link(parse_url("http://a/b/c/d;p?q"), link).text() == expected);
    }
}

TEST_CASE("links as pages have them: white space around, other hosts, ports, bases without a path") {
    check({
        {"http://a/b", " \t\r\n\f/x \n", "http://a/x"},
        {"http://a/b?q", "  ", "http://a/b?q"},
        {"http://a/b", "//host/path", "http://host/path"},
        {"http://a:8250/b", "//host/path", "http://host/path"},
        {"http://a:8250/b", "//host:1/path", "http://host:1/path"},
        {"http://a:8250/b", "//host:/path", "http://host/path"},
        {"http://a:8250/b", "/path", "http://a:8250/path"},
        {"http://[::1]:8250/b", "c", "http://[::1]:8250/c"},
        {"http://[::1]:8250/b", "", "http://[::1]:8250/b"},
        {"http://a/b", "//[::1]/c", "http://[::1]/c"},
        {"http://a/b", "HTTP://B/c", "http://b/c"},
        {"http://a/b", "//host?x/y", "http://host/?x/y"},
        {"http://a", "g", "http://a/g"},
        {"http://a", "?y", "http://a/?y"},
        {"http://a?x/y", "g", "http://a/g"},
        {"http://a/b/?x=/c/d", "g", "http://a/b/g"},
        {"http://a/b?old", "?", "http://a/b?"},
        {"http://a/b/c", "./g:h", "http://a/b/g:h"},
        {"http://a/b/c", "1:2", "http://a/b/1:2"},  // a scheme begins with a letter
        {"http://a/b/c", "a b:c", "http://a/b/a%20b:c"},
        {"http://a/b", "?url=http://other/", "http://a/b?url=http://other/"},
        {"http://a/b", "电影", "http://a/%E7%94%B5%E5%BD%B1"},
        {"http://a/b", "caf\xE9", "http://a/caf%E9"},
        {"http://a/b", "#a b", "http://a/b"},
    });
}

TEST_CASE("tabs and line ends within a link are left out, and other spaces and controls are encoded") {
    check({
        {"http://a/b", "/new\n   line", "http://a/new%20%20%20line"},
        {"http://a/b", "/t\tab", "http://a/tab"},
        {"http://a/b", "/sp ace?q u", "http://a/sp%20ace?q%20u"},
        {"http://a/b", "a?\r\nHost: other", "http://a/a?Host:%20other"},
        {"http://a/b", "ht\ntp:/\t/h\r/x", "http://h/x"},
        {"http://a/b", "/a\0b\x1b[31m\x7f"s, "http://a/a%00b%1B[31m%7F"},
        {"http://a/b", "\0\x1f /x\x1f\0"s, "http://a/x"},
        {"http://a/b", "/x y #z z", "http://a/x%20y%20"},
    });
}

TEST_CASE("in a link of http, slashes are written in many ways") {
    check({
        {"http://a/b/c?q", "http:g", "http://a/b/g"},
        {"http://a/b/c?q", "http:/g", "http://a/g"},
        {"http://a/b/c?q", "http:", "http://a/b/c?q"},
        {"http://a/b/c?q", "HTTP:?y", "http://a/b/c?y"},
        {"http://a/b/c?q", "http:../g", "http://a/g"},
        {"http://a/b/c?q", "http:///h/x", "http://h/x"},
        {"http://a/b/c?q", "http:////h/x", "http://h/x"},
        {"http://a/b/c?q", "///h/x", "http://h/x"},
        {"http://a/b/c?q", "http:\\\\h\\x", "http://h/x"},
        {"http://a/b/c?q", "\\\\h", "http://h/"},
        {"http://a/b/c?q", "/\\h/x", "http://h/x"},
        {"http://a/b/c?q", "\\x\\..\\y", "http://a/y"},
        {"http://a/b/c?q", "..\\g?\\", "http://a/g?%5C"},
        {"http://a/b/c?q", "http://h\\x", "http://h/x"},
    });
}

TEST_CASE("a dot may be written as %2e, and a letter of the host by its number; nothing else is decoded") {
    check({
        {"http://a/b/c", "%2e/", "http://a/b/"},
        {"http://a/b/c", "%2E%2e/x", "http://a/x"},
        {"http://a/b/c", ".%2e", "http://a/"},
        {"http://a/b/c", "%2e%2e%2e/%252e", "http://a/b/%2e%2e%2e/%252e"},
        {"http://a/b/c", "x%2e%2f?%2e/..", "http://a/b/x%2e%2f?%2e/.."},
        {"http://a/b/c", "//ex%61mple%2Ecom/%61", "http://example.com/%61"},
        {"http://a/b/c", "/%zz%", "http://a/%zz%"},
    });
}

TEST_CASE("an empty user name is ignored") {
    check({
        {"http://a/b", "http://@h/x", "http://h/x"},
        {"http://a/b", "//:@h:81", "http://h:81/"},
    });
}

TEST_CASE("the error for a link says why it cannot be followed, without advice on what to type") {
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
        {"only http links are followed, not https:",
         {"https://h/", "HTTPS://h/", "  https://h/x", "ht\ntps://h/", "https:", "https:x"}},
        {"only http links are followed, not mailto:", {"mailto:me@example.com", "MailTo:me"}},
        {"only http links are followed, not javascript:",
         {"javascript:void(0)", " JavaScript:void(0)", "java\tscript:"}},
        {"only http links are followed, not data:", {"data:text/html,x"}},
        {"only http links are followed, not g:", {"g:h"}},
        {"it names no host", {"//", "///", "http://", "http://?x", "//:80/", "http://@/", "\\\\", "http:////?/h"}},
        {"a URL with a user name in it is not supported", {"//me@host/", "http://u:p@h/x", "http://@@h/"}},
        {"a port is a number from 1 to 65535", {"//host:0/", "//host:65536", "//h:80a/", "//h:80:80/", "//h: 80/"}},
        {"a host name consists of letters, digits, dots and hyphens",
         {"//例え.jp/", "//caf\xE9/", "//ho st/", "//h%2f/", "//h%00/", "//h%/", "//h\0/"s, "//a%20b/", "//h;x/"}},
    };
    for (const auto& [reason, links] : cases)
        for (const std::string& link : links) {
            CAPTURE(link);
            CHECK(refusal(link) == reason);
        }
    for (const std::string& link : {"//[::1"s, "//[::1]x"s, "//[1.2.3.4]/"s, "//[::1\0\r\nX: y]/"s, "//[]/"s}) {
        CAPTURE(link);
        CHECK(refusal(link) != "");
        CHECK(refusal(link).find("\n") == std::string::npos);
    }
}
