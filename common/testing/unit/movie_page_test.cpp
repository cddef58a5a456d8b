// Tests of common/crawl/movie_page: it reads what the article's XPaths read, however the HTML is written, and nothing
// that only looks similar. No bytes make it hang.
#include "common/crawl/movie_page.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Strings = std::vector<std::string>;

std::string inside_content(const std::string& html) {
    return "<!DOCTYPE html><html><head><title>Top</title></head><body><div id=\"content\"><h1>Top</h1>"
           "<div class=\"grid\"><div class=\"article\">" +
           html + "</div><div class=\"aside\"></div></div></div></body></html>";
}

std::string in_list(const std::string& films) { return inside_content("<ol class=\"grid_view\">" + films + "</ol>"); }

std::string film(const std::string& title) { return "<li><span class=\"title\">" + title + "</span></li>"; }

std::string in_paginator(const std::string& links) {
    return inside_content("<div class=\"opt\"></div><div class=\"paginator\">" + links + "</div>");
}

}  // namespace

TEST_CASE("the films of a list are its first titles, in order") {
    struct Case {
        std::string html;
        Strings titles;
    };
    const std::vector<Case> cases = {
        {in_list(film("肖申克的救赎") + film("B")), {"肖申克的救赎", "B"}},
        {in_list(film("\n  A \t B\r\n ")), {"A \t B"}},
        {in_list(film("Schindler&#39;s &amp; 1 &lt; 2 < 3")), {"Schindler's & 1 < 2 < 3"}},
        {in_list(film("A<!-- no -->no") + film("B<b>no</b>") + film("")), {"A", "B", ""}},
        {in_list("<li><em>1</em><span class=\"title\">A</span><span class=\"title\">/ other</span></li>"), {"A"}},
        {in_list("<li><span class=\"other\">no</span><span class=\"title big\">no</span></li>" + film("A")), {"A"}},
        {in_list("<li>none</li>" + film("A")), {"A"}},
        {in_list("<LI><DIV><SPAN id=x Class='title' lang=en>A</SPAN></DIV><li><span class=title>B</span>"), {"A", "B"}},
        {in_list("<li><span class=title>A</span><li><span class=title>B</span>"), {"A", "B"}},
        {in_list("<li><p><span class=title>A</span><li><p>x<p><span class=title>B</span>"), {"A", "B"}},
        {in_list("<li><p>x<div><span class=title>A</span></div><li><p>x<ul><li>y</ul><b class=title>"), {"A"}},
        {in_list("<li><ul><li><span class=title>A</span></li></ul><span class=title>no</span></li>"), {"A"}},
        {in_list("<li><img src=x><br><input><hr><span class=title>A</span></li>" + film("B")), {"A", "B"}},
        {in_list("<!-- </ol> " + film("no") + " -->" + film("A")), {"A"}},
        {in_list("<li><script>\"<span class='title'>no</span></ol>\"</script><span class=title>A</span>"), {"A"}},
        {in_list("<li><textarea><span class=title>no</textarea><style></ol></style><span class=title>A"), {"A"}},
        {in_list("</b></p></table>" + film("A")), {"A"}},
        {inside_content("<p>unclosed<ol>" + film("A") + "</ol>"), {"A"}},
        {inside_content("<ol>" + film("A") + "</ol><ol>" + film("B") + "</ol>"), {"A", "B"}},
        {inside_content("<span class=title>no</span><ol>" + film("A") + "</ol><span class=title>no</span>"), {"A"}},
        {inside_content("<ol><li>none</li></ol><span class=title>no</span>"), {}},
        {inside_content("<div><ol>" + film("no") + "</ol></div>"), {}},
        {inside_content("<ul>" + film("no") + "</ul>"), {}},
        {inside_content("</div><div><ol>" + film("no") + "</ol>"), {}},  // closes div[1]: this is div[2]
        {"<section id=content><div><div><ol>" + film("A") + "</ol></div></div></section>", {"A"}},
        {"<div id=content><div><ul></ul><div><ol>" + film("A") + "</ol></div></div></div>", {"A"}},
        {"<div id=contents><div><div><ol>" + film("no") + "</ol></div></div></div>", {}},
        {"<ol>" + film("no") + "</ol>", {}},
        {"", {}},
    };
    for (const auto& [html, titles] : cases) {
        CAPTURE(html);
        CHECK(film_titles(html) == titles);
    }
}

TEST_CASE("pagination links are the links right inside the second div") {
    struct Case {
        std::string html;
        Strings links;
    };
    const std::vector<Case> cases = {
        {in_paginator("<span class=prev><a href=no>&lt;</a></span><span class=thispage>1</span>"
                      "<a href=\"?start=25&amp;filter=\" >2</a><A class=x HREF='?start=50&filter='>3</A>"
                      "<span class=next><a href=no>&gt;</a></span>"),
         {"?start=25&filter=", "?start=50&filter="}},
        {in_paginator("<a href=1>1<a href=2>2<a name=x>3</a><a>4</a><a href=\"\">5</a>"), {"1", "2"}},
        {in_paginator("<!-- <a href=no>x</a> --><script>'<a href=no>'</script><p><a href=no>x</a></p>"), {}},
        {in_paginator("<a href=1>1</a></div><div><a href=no>3</a>"), {"1"}},
        {inside_content("<div><a href=no>1</a></div><ol><li><div></div></li></ol><div><a href=2>2</a></div>"), {"2"}},
        {inside_content("<a href=no>1</a>"), {}},
        {"<div><a href=no>1</a></div><div><a href=no>2</a></div>", {}},
        {"", {}},
    };
    for (const auto& [html, links] : cases) {
        CAPTURE(html);
        CHECK(pagination_links(html) == links);
    }
}

TEST_CASE("all links are those of every <a>, in the order of the page, repeated as they are") {
    CHECK(all_links("<link href=no><a href=/1>x</a><p><a class=y href='2?a&amp;b#c'>y</a><!-- <a href=no> -->"
                    "<a name=no><area href=no><A HREF=\"/1\"></A><script>'<a href=no>'</script><a "
                    "href='http://h/'>") == Strings{"/1", "2?a&b#c", "/1", "http://h/"});
    CHECK(all_links("no link at all").empty());
}

TEST_CASE("links outside tags and in a <template> do not count; those in a <noscript> do") {
    CHECK(all_links("<!--><a href=/1><!-- <a href=no> --!><a href=/2><xmp><a href=no></xmp><iframe><a href=no></iframe>"
                    "<template><a href=no></template><noscript><a href=/3></noscript><a href=no") ==
          Strings{"/1", "/2", "/3"});
    CHECK(
        film_titles("<!-->" + in_list(film("A") + "<!--->" + film("B") + "<!-- x --!>" + film("C") + "<!-- y -->" +
                                      film("Don&#146;t &#150; Tom &amp Jerry, Rock &#39n&#39; Roll, Am&eacute;lie"))) ==
        Strings{"A", "B", "C", "Don’t – Tom & Jerry, Rock 'n' Roll, Amélie"});
}

TEST_CASE("the base of a page's links is the first <base> with a href") {
    struct Case {
        std::string html, base;
    };
    const std::vector<Case> cases = {
        {"<base href=\"/en/\"><a href=\"guide\">", "/en/"},
        {"<head><BASE target=_top><base HREF=' ../a?b&amp;c#d '/><base href=no>", " ../a?b&c#d "},
        {"<body><p><base href=//h/x>", "//h/x"},  // late, but browsers take it
        {"<base href=''><base href=no>", ""},
        {"<base href><base href=no>", ""},
        {"<!-- <base href=no> --><script>'<base href=no>'</script><title><base href=no></title>", ""},
        {"<template><base href=no></template></base href=no><basefont href=no><a href=no>", ""},
        {"<base href=no", ""},
        {"", ""},
    };
    for (const auto& [html, base] : cases) {
        CAPTURE(html);
        CHECK(base_href(html) == base);
    }
}

TEST_CASE("a page cut at any byte yields no more than the whole page") {
    const std::string page =
        in_list("<!-- c --><li><script>\"</x>\"</script>" + film("A &amp; B") + film("C") + film("D")) +
        in_paginator("<a href='/1?x&#39;y'>1</a><a href=/2>2</a>");
    for (std::size_t size = 0; size <= page.size(); ++size) {
        CAPTURE(size);
        const std::string_view cut = std::string_view(page).substr(0, size);
        CHECK(film_titles(cut).size() <= film_titles(page).size());
        CHECK(pagination_links(cut).size() <= pagination_links(page).size());
        CHECK(all_links(cut).size() <= 2);
    }
}

TEST_CASE("random bytes and random markup are read to their end") {
    const Strings parts = {"<",
                           ">",
                           "/",
                           "\"",
                           "'",
                           "=",
                           " ",
                           "&",
                           ";",
                           "#",
                           "<!--",
                           "-",
                           "!",
                           "<template>",
                           "</template>",
                           "<svg/>",
                           "<base href=",
                           "<div id=content>",
                           "<div>",
                           "</div>",
                           "<ol>",
                           "<li>",
                           "<p>",
                           "<a href=",
                           "<span class=title>",
                           "<script>",
                           "<xmp",
                           "</script",
                           "</",
                           "&#x",
                           "1",
                           "\xFF",
                           "\n"};
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::string html;
        for (int i = 0; i < 200; ++i) {
            if (seed % 2 == 0) html += static_cast<char>(static_cast<unsigned char>(random() % 256));
            else html += parts[random() % parts.size()];
        }
        CHECK(film_titles(html).size() <= html.size());
        CHECK(pagination_links(html).size() <= html.size());
        CHECK(all_links(html).size() <= html.size());
        CHECK(base_href(html).size() <= html.size());
    }
}

TEST_CASE("a page of a thousand open elements is read to its end") {
    std::string open, close;
    for (int i = 0; i < 1'000; ++i) {
        open += "<div>";
        close += "</div>";
    }
    CHECK(film_titles(open + film("no") + close + in_list(film("A"))) == Strings{"A"});
}
