// Chapter 08's tests of how a robots.txt is read, with the examples of RFC 9309.
#include "crawler/robots.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/testing/allocations.hpp"

using namespace std::chrono_literals;

namespace {

const std::string to_all = "User-agent: *\n";

bool allows(std::string_view file, const std::string& target) { return Robots(file).allows(Url{"h", 80, target}); }

// Does this rule exclude the target?
bool forbids(const std::string& pattern, const std::string& target) {
    return !allows(to_all + "Disallow: " + pattern + "\n", target);
}

Robots answered(int status, const std::string& body = "", const std::string& error = "") {
    Page page;
    page.response.status = status;
    page.response.body = body;
    page.error = error;
    return Robots::from(page);
}

}  // namespace

TEST_CASE("08: robots.txt: without a rule for us, everything is allowed") {
    CHECK(Robots().allows(Url{"h", 80, "/x"}));
    for (const char* file : {"", "\n", "no colon", "Disallow: /", "User-agent: *", "User-agent: *\nDisallow:",
                             "User-agent: *\nDisallow: \t # nothing\n", "User-agent: other\nDisallow: /\n",
                             "User-agent: async\nDisallow: /\n", "User-agent: async-from-scratch-b\nDisallow: /\n",
                             "User-agent: *\nDisallow: x\n", "User-agent: *\nDisallow /\n"}) {
        CAPTURE(file);
        CHECK(allows(file, "/x"));
    }
}

TEST_CASE("08: robots.txt: the group that names us counts, or else the group for all") {
    const std::string rules = to_all + "Disallow: /\n";
    CHECK_FALSE(allows(rules, "/x"));
    for (const char* name :
         {"async-from-scratch", "ASYNC-From-Scratch", "async-from-scratch/1.0", "async-from-scratch*"}) {
        const std::string ours = "User-agent: " + std::string(name) + "\nDisallow: /b\n";
        for (const std::string& file : {rules + ours, ours + rules}) {
            CHECK(allows(file, "/x"));
            CHECK_FALSE(allows(file, "/b"));
        }
    }
    CHECK(allows(rules + "User-agent: async-from-scratch\n", "/x"));  // our own group, although it has no rules
}

TEST_CASE("08: robots.txt: a group can have several names, and groups of the same name are one") {
    const std::string file =
        "User-agent: other\n"
        "\n"
        "Sitemap: http://h/map.xml\n"
        "User-agent: async-from-scratch\n"
        "Disallow: /a\n"
        "User-agent: third\n"
        "Disallow: /t\n"
        "User-agent: *\n"
        "Disallow: /everybody\n"
        "User-agent: async-from-scratch\n"
        "Disallow: /b\n";
    for (const char* forbidden : {"/a", "/b"}) CHECK_FALSE(allows(file, forbidden));
    for (const char* allowed : {"/t", "/everybody"}) CHECK(allows(file, allowed));
    CHECK_FALSE(allows(to_all + "Disallow: /a\n" + to_all + "Disallow: /b\n", "/a"));
    CHECK_FALSE(allows(to_all + "Disallow: /a\n" + to_all + "Disallow: /b\n", "/b"));
}

TEST_CASE("08: robots.txt: lines may be written in many ways") {
    for (const char* end : {"\n", "\r\n", "\r", "\n\n", " \t# a comment\r\n", "\nNonsense\n"}) {
        CAPTURE(end);
        for (const char* begin : {"", "\xEF\xBB\xBF", "# first\n", "\xEF\xBB\xBF\r\n"}) {
            const std::string file = std::string(begin) + "USER-AGENT \t:*" + end + " \tdisallow\t: /x" + end;
            CHECK_FALSE(allows(file, "/x"));
            CHECK(allows(file, "/y"));
        }
    }
    CHECK_FALSE(allows(to_all + "Disallow: /x", "/x"));  // a last line without a line end
    CHECK_FALSE(allows(to_all + "Disallow: /a:b", "/a:b"));
    CHECK_FALSE(allows(to_all + "Disallow: /a#b", "/a"));  // a literal "#" is written %23
}

TEST_CASE("08: robots.txt: the longest rule wins, and Allow among rules of equal length") {
    for (const char* file : {"Allow: /a/b\nDisallow: /a\n", "Disallow: /a\nAllow: /a/b\n"}) {
        CHECK(allows(to_all + file, "/a/b/c"));
        CHECK_FALSE(allows(to_all + file, "/a/c"));
        CHECK(allows(to_all + file, "/c"));
    }
    for (const char* file : {"Allow: /a\nDisallow: /a\n", "Disallow: /a\nAllow: /a\n"})
        CHECK(allows(to_all + file, "/a"));
    CHECK_FALSE(allows(to_all + "Allow: /page\nDisallow: /*.html", "/page.html"));
    CHECK(allows(to_all + "Allow: /p\nDisallow: /\n", "/page"));
    CHECK(allows(to_all + "Allow: /$\nDisallow: /\n", "/"));
    CHECK_FALSE(allows(to_all + "Allow: /$\nDisallow: /\n", "/page"));
    CHECK(allows(to_all + "Disallow: /\n", "/robots.txt"));
}

TEST_CASE("08: robots.txt: RFC 9309 section 2.2.2, paths and what they match") {
    struct Row {
        const char *path, *encoded, *to_match;
    };
    for (Row row : {Row{"/foo/bar?baz=quz", "/foo/bar?baz=quz", "/foo/bar?baz=quz"},
                    Row{"/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
                        "/foo/bar?baz=https%3A%2F%2Ffoo.bar"},
                    Row{"/foo/bar/\xE3\x83\x84", "/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"},
                    Row{"/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"},
                    Row{"/foo/bar/%62%61%7A", "/foo/bar/%62%61%7A", "/foo/bar/baz"}})
        for (const char* rule : {row.path, row.encoded, row.to_match})
            for (const char* target : {row.path, row.encoded, row.to_match}) {
                CAPTURE(rule);
                CAPTURE(target);
                CHECK(forbids(rule, target));
                CHECK(forbids(rule, target + std::string("/more")));
                CHECK_FALSE(forbids(rule, "/foo/bar"));
            }
    CHECK(forbids("/%e3%83%84", "/%E3%83%84"));
    CHECK(forbids("/a%7eb", "/a~b"));
    CHECK_FALSE(forbids("/a%2Fb", "/a/b"));
    CHECK_FALSE(forbids("/a/b", "/a%2fb"));
    CHECK_FALSE(forbids("/a?b", "/a%3Fb"));
    CHECK_FALSE(forbids("/a?b=1&c", "/a?b=1%26c"));
    CHECK(forbids("/a b", "/a%20b"));
    CHECK(forbids("/100%", "/100%25"));
    CHECK(forbids("/a%2", "/a%252"));
    CHECK_FALSE(forbids("/Page", "/page"));
}

TEST_CASE("08: robots.txt: RFC 9309 section 2.2.3, the signs") {
    // "Crawlers MUST support the following special characters", with its examples:
    const std::string file = to_all + "Allow: /this/*/exactly\nAllow: /this/path/exactly$\nDisallow: /this\n";
    CHECK(allows(file, "/this/path/exactly"));
    CHECK(allows(file, "/this/other/exactly/more"));
    CHECK_FALSE(allows(file, "/this/exactly"));
    CHECK(forbids("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"));
    CHECK(forbids("/path/file-with-a-%2A.html", "/path/file-with-a-%2a.html"));
    CHECK_FALSE(forbids("/path/file-with-a-%2A.html", "/path/file-with-a-b.html"));
    CHECK(forbids("/path/foo-%24", "/path/foo-$"));
    CHECK_FALSE(forbids("/path/foo-%24", "/path/foo-"));

    CHECK(forbids("*", "/"));
    CHECK(forbids("*.gif$", "/a/b.gif"));
    CHECK_FALSE(forbids("*.gif$", "/a/b.gif?c"));
    CHECK(forbids("/*.gif", "/a/b.gif?c"));
    CHECK(forbids("/a*b*c$", "/a-b-b-c-c"));
    CHECK_FALSE(forbids("/a*b*c$", "/a-c-b"));
    CHECK(forbids("/a**b", "/ab"));
    CHECK(forbids("/a*$", "/a"));
    CHECK(forbids("/a$", "/a"));
    CHECK_FALSE(forbids("/a$", "/aa"));
    CHECK_FALSE(forbids("/ab*ab$", "/ab"));
    CHECK_FALSE(forbids("/aba*aba$", "/ababa"));  // the two pieces must not share a letter
    CHECK(forbids("/a$b", "/a$b"));               // it is a sign only at the end
    CHECK(forbids("/*/print/", "/x?from=/print/"));
    CHECK(forbids("/*//", "/x?from=http%3A%2F%2F"));
    CHECK_FALSE(forbids("$", "/"));
}

TEST_CASE("08: robots.txt: RFC 9309 section 5.1 and 5.2, its example files") {
    auto group = [](const std::string& name, const std::string& rules) { return "User-Agent: " + name + "\n" + rules; };
    const std::string one = group("*", "Disallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n");
    const std::string two =
        "\n" + group("foobot", "Disallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n");
    const std::string three = "\nUser-Agent: barbot\n" + group("bazbot", "Disallow: /example/page.html\n");
    const std::string four = "\n" + group("quxbot", "\n") + "# EOF\n";
    auto as = [&](const std::string& name) {  // as if `name` were our name
        std::string file = one + two + three + four;
        return file.replace(file.find(name), name.size(), Robots::product_token);
    };
    CHECK_FALSE(allows(one + two + three + four, "/example/page.html"));
    CHECK_FALSE(allows(as("foobot"), "/other"));
    CHECK(allows(as("foobot"), "/example/page.html"));
    CHECK(allows(as("foobot"), "/example/allowed.gif"));
    for (const char* name : {"barbot", "bazbot"}) {
        CHECK_FALSE(allows(as(name), "/example/page.html"));
        CHECK(allows(as(name), "/example/other.html"));
    }
    CHECK(allows(as("quxbot"), "/example/page.html"));

    const std::string longest =
        group("async-from-scratch", "Allow: /example/page/\nDisallow: /example/page/disallowed.gif\n");
    CHECK_FALSE(allows(longest, "/example/page/disallowed.gif"));
    CHECK(allows(longest, "/example/page/other.gif"));
}

TEST_CASE("08: robots.txt: at least the first 500 KiB are read, in complete lines") {
    const std::string rule = "Disallow: /x\n";
    std::string filled(Robots::max_bytes - to_all.size() - rule.size(), '\n');
    CHECK_FALSE(allows(to_all + filled + rule + "Disallow: /y\n", "/x"));
    CHECK(allows(to_all + filled + rule + "Disallow: /y\n", "/y"));
    CHECK(allows(to_all + filled + "Disallow: /xy\n", "/x"));  // and not "/x", the part before the cut
}

TEST_CASE("08: robots.txt: a name counts once, however often the file repeats it") {
    std::string file;
    for (int i = 0; i < 2000; ++i) file += to_all;
    for (int i = 0; i < 2000; ++i) file += "Disallow: /x\n";
    const long before = allocations();
    const Robots robots(file);
    CHECK(allocations() - before < 10'000);  // about two for each rule, and not for each name and rule
    CHECK_FALSE(robots.allows(Url{"h", 80, "/x"}));
}

TEST_CASE("08: robots.txt: the status of the answer decides what is allowed") {
    const std::string rules = to_all + "Disallow: /x\n";
    const Url x{"h", 80, "/x"}, y{"h", 80, "/y"};
    for (int status : {200, 203}) {
        CHECK_FALSE(answered(status, rules).allows(x));
        CHECK(answered(status, rules).allows(y));
    }
    for (int status : {301, 400, 401, 403, 404, 410}) CHECK(answered(status, rules).allows(x));
    CHECK(answered(204).allows(x));
    CHECK(answered(404, "", "the server answered with status 404").allows(x));
    for (int status : {429, 500, 503, 999}) CHECK_FALSE(answered(status).allows(y));
    CHECK_FALSE(answered(0, "", "connect: Connection refused").allows(y));
    CHECK_FALSE(answered(200, rules, "receive: the deadline passed").allows(y));
}

TEST_CASE("08: robots.txt: Crawl-delay sets a pause between requests") {
    auto pause = [](const std::string& rules) { return Robots(to_all + rules).crawl_delay(); };
    CHECK(pause("Disallow: /x\n") == std::nullopt);
    CHECK(pause("Crawl-delay: 2\n") == 2s);
    CHECK(pause("crawl-delay: 1.25 # seconds\n") == 1250ms);
    CHECK(pause("Crawl-delay: 0.0019\n") == 1ms);
    CHECK(pause("Crawl-delay: .5\n") == 500ms);
    CHECK(pause("Crawl-delay: 0\n") == 0ms);
    CHECK(pause("Crawl-delay: 99999999999999999999999999\n") == 1h);
    CHECK(pause("Crawl-delay: 3600.9\n") == 1h);
    for (const char* none : {"", ".", "x", "-1", "1,5", "1.5.2", "1s", "1e3"})
        CHECK(pause("Crawl-delay: " + std::string(none) + "\n") == std::nullopt);
    CHECK(pause("Crawl-delay: 1\nCrawl-delay: 3\nCrawl-delay: 2\n") == 3s);
    const std::string for_us = "User-agent: async-from-scratch\nCrawl-delay: 1\n";
    CHECK(pause("Crawl-delay: 9\n" + for_us) == 1s);
    CHECK(pause("Disallow:\nCrawl-delay: 9\n" + for_us) == 1s);
    // It is not in the grammar, so it does not end the names either (section 2.2.4).
    CHECK_FALSE(allows(to_all + "Crawl-delay: 9\nUser-agent: other\nDisallow: /\n", "/x"));
}
