// Tests of common/crawl/html_scanner: where a tag begins and ends, what only looks like a tag, and how attributes are
// read. The numbers are sections of the HTML standard.
#include "common/crawl/html_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

struct Case {
    std::string html, expected;
};

// Every tag that the scanner finds, written out again.
std::string tags(std::string_view html) {
    std::string result;
    HtmlScanner scanner(html);
    for (Tag tag; scanner.next(tag);) {
        result += (tag.closing ? "</" : "<") + tag.name;
        for (const auto& [name, value] : tag.attributes) result += " " + name + "='" + value + "'";
        result += ">";
    }
    return result;
}

void check_tags(const std::vector<Case>& cases) {
    for (const auto& [html, expected] : cases) {
        CAPTURE(html);
        CHECK(tags(html) == expected);
    }
}

}  // namespace

TEST_CASE("tags and attributes are read however they are written") {
    check_tags({
        {"<a href=\"x\" class='y' id=z>", "<a href='x' class='y' id='z'>"},
        {"<A HREF=X\tClass = \"Y\"\n>", "<a href='X' class='Y'>"},
        {"<a title='>' alt=\"'\">", "<a title='>' alt='''>"},
        {"<a hidden href=/x/>", "<a hidden='' href='/x/'>"},
        {"<a href= >b</a>", "<a href=''></a>"},
        {"<a =x / y=1//z>", "<a =x='' y='1//z'>"},
        {"<a href=\"1\"href=\"2\">", "<a href='1' href='2'>"},
        {"<a href='?a=1&amp;b=2&#x26;c'>", "<a href='?a=1&b=2&c'>"},
        {"<a href='?a&lt=1&copy=2&reg2&amp' alt=&lt>", "<a href='?a&lt=1&copy=2&reg2&' alt='<'>"},
        {"<br/><img src=x/></p >", "<br><img src='x/'></p>"},
        {"<h1>a < b << c <3 <> d</h1>", "<h1></h1>"},
        {"", ""},
    });
    Tag tag{"a", false, {{"href", "1"}, {"href", "2"}}};
    CHECK(tag.attribute("href") == "1");
    CHECK(tag.attribute("class") == "");
}

TEST_CASE("a tag that the end of the input cuts off is not a tag") {
    for (const std::string cut : {"<", "</", "<a", "</a", "<a ", "<a href", "<a href=", "<a href=x", "<a href='x",
                                  "<a href='x'", "<a href='x' ", "<a/", "<!", "<!-", "<!--", "<?", "<a title='>"}) {
        CAPTURE(cut);
        CHECK(tags("<b>" + cut) == "<b>");
        CHECK(tags("<title>" + cut) == "<title>");
    }
}

TEST_CASE("a comment ends where HTML says: 13.2.5.43 to 13.2.5.52") {
    check_tags({
        {"<!-- <a> --><b>", "<b>"},
        {"<!--><b>", "<b>"},
        {"<!---><b>", "<b>"},
        {"<!----><b>", "<b>"},
        {"<!-----><b>", "<b>"},
        {"<!-- <a> --!><b>", "<b>"},
        {"<!----!><b>", "<b>"},
        {"<!--!><a>--><b>", "<b>"},
        {"<!---!><a>--><b>", "<b>"},
        {"<!-->--><b>", "<b>"},
        {"<!-- <a> --><b> --><i>", "<b><i>"},
        {"<!-- <!-- <a> --><b>", "<b>"},
        {"<!--<!--><b>", "<b>"},
        {"<!-- <!-> <!> <a> --><b>", "<b>"},
        {"<!-- - -- -> -- > --! > <a> --><b>", "<b>"},
        {"<!-- --!-- --!- <a> --!><b>", "<b>"},
        {"<!--[if IE]> <a> <![endif]--><b><!--[if !IE]><!--><i><!--<![endif]-->", "<b><i>"},
        {"<!-- <a>", ""},
        {"<!-- <a> --", ""},
        {"<!-- <a> --!", ""},
    });
}

TEST_CASE("other markup that is not a tag ends at the next '>': 13.2.5.41") {
    check_tags({
        {"<!DOCTYPE html><?xml <i> ?><b>", "<b>"},
        {"<!><b>", "<b>"},
        {"<!-><b>", "<b>"},
        {"<!- <a> --><b>", "<b>"},
        {"<!DOCTYPE html PUBLIC \"x>\"><b>", "<b>"},
        {"</><b>", "<b>"},
        {"</3 <a href=x><b>", "<b>"},
        {"</ a><b>", "<b>"},
        {"<![CDATA[ <a> ]]><b>", "<b>"},
        {"<svg><![CDATA[ <a> > ]]><b></svg>", "<svg><b></svg>"},
    });
}

TEST_CASE("the content of some elements is text, up to their own closing tag: 13.2.5.2, 13.2.5.3") {
    for (const std::string name : {"title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script"}) {
        const std::string open = "<" + name + ">", close = "</" + name + ">";
        CAPTURE(name);
        CHECK(tags(open + "<a href=x></b><!-- </p>" + close + "<b>") == open + close + "<b>");
        CHECK(tags(open + "</" + name + "s><a>" + close + "<b>") == open + close + "<b>");
        CHECK(tags(open + "</ " + name + "><a></" + name + "=><i>" + close + "<b>") == open + close + "<b>");
        CHECK(tags(open + "<<a></" + name + "\n x><b>") == open + "</" + name + " x=''><b>");
        CHECK(tags(open + "</" + name + "/><b>") == open + close + "<b>");
        CHECK(tags(open + "a < b" + close + "<b>") == open + close + "<b>");
        CHECK(tags(open + "<a>") == open);
        CHECK(tags(open + "<a></" + name) == open);
        CHECK(tags(open + close + open + close) == open + close + open + close);
        CHECK(tags("<" + name + "/><a>" + close) == open + close);                      // here '/' says nothing
        CHECK(tags("<svg><" + name + " /><b></svg>") == "<svg>" + open + "<b></svg>");  // in SVG it does
    }
    check_tags({
        {"<SCRIPT>'<a>' + \"</p>\"</Script ><b>", "<script></script><b>"},
        {"<svg/><title/><a></title>", "<svg><title></title>"},
        {"<svg></svg><title/><a></title>", "<svg></svg><title></title>"},
        {"<math><svg></svg><style/><b></math><style/><a>", "<math><svg></svg><style><b></math><style>"},
        {"</svg></math><svg><style/><b>", "</svg></math><svg><style><b>"},
        {"<b><plaintext><a></plaintext><a>", "<b><plaintext>"},
        {"</title><b></style><i>", "</title><b></style><i>"},
    });
}

TEST_CASE("a script that is commented out hides a script in it: 13.2.5.20 to 13.2.5.31") {
    check_tags({
        {"<script><!-- </script><b>", "<script></script><b>"},
        {"<script><!-- <script> </script> <a> --></script><b>", "<script></script><b>"},
        {"<script><!-- <script> </script> </script><b>", "<script></script><b>"},
        {"<script><!-- <script/ </script\n<a> </script><b>", "<script></script><b>"},
        {"<script><!-- <script> --> </script><b>", "<script></script><b>"},
        {"<script><!--><script></script><b>", "<script></script><b>"},
        {"<script><!---><script></script><b>", "<script></script><b>"},
        {"<script><!-- <scripts> </script><b>", "<script></script><b>"},
        {"<script><script> </script><b>", "<script></script><b>"},
        {"<script><!- <script> </script><b>", "<script></script><b>"},
        {"<script>--><!-- <script> </script> <a> <script> </script> <a> </script><b>", "<script></script><b>"},
        {"<script><!-- <script> </script> <a>", "<script>"},
        {"<style><!-- <style> </style><b>", "<style></style><b>"},
    });
}

TEST_CASE("a <noscript> is read, because no script runs; a <template> is not, because no script uses it") {
    check_tags({
        {"<noscript><a href=x></noscript>", "<noscript><a href='x'></noscript>"},
        {"<template><a><template></template><i></template><b>", "<template></template><b>"},
        {"<template><script></template></script><a></template><b>", "<template></template><b>"},
        {"<template><!-- </template> --><a></template><b>", "<template></template><b>"},
        {"<template/><a></template><b>", "<template></template><b>"},
        {"</template><b>", "</template><b>"},
        {"<template><a>", "<template>"},
    });
}

TEST_CASE("the text after a tag ends at the next markup") {
    auto text = [](std::string_view html) {
        HtmlScanner scanner(html);
        Tag tag;
        REQUIRE(scanner.next(tag));
        return scanner.text();
    };
    CHECK(text("<b> \n a < b &amp c \t</b>") == "a < b & c");
    CHECK(text("<b>a<3</b>") == "a<3");
    CHECK(text("<b>a<!-- x -->b") == "a");
    CHECK(text("<b>a</>b") == "a");
    CHECK(text("<b>") == "");
}
