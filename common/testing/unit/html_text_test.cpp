// Tests of common/crawl/html_text and charset: what counts as HTML, which charset it is in, and how it is converted.
#include "common/crawl/html_text.hpp"

#include <doctest/doctest.h>

#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/crawl/charset.hpp"
#include "common/crawl/movie_page.hpp"
#include "common/program/report.hpp"

using namespace std::string_literals;

namespace {

const std::string gbk = "\xD0\xA4\xC9\xEA\xBF\xCB\xB5\xC4\xBE\xC8\xCA\xEA";
const std::string title = "肖申克的救赎";

Response answer(const std::string& type, const std::string& body) {
    Response response{200, {}, body};
    if (type != "none") response.fields.emplace_back("content-type", type);
    return response;
}

std::string text(const std::string& type, const std::string& body) { return html_text(answer(type, body)); }

std::string utf_16(const std::string& ascii, bool big_endian) {
    std::string result;
    for (char c : ascii) (result += big_endian ? '\0' : c) += big_endian ? c : '\0';
    return result;
}

}  // namespace

TEST_CASE("a response is HTML if its type says so, or if it has no type") {
    for (const char* type : {"text/html", "Text/HTML ; charset=utf-8", "application/xhtml+xml", "", "none",
                             " text/html,x", ";charset=gbk"}) {
        CAPTURE(type);
        CHECK(is_html(answer(type, "")));
    }
    for (const char* type : {"text/plain", "text/htmlx", "text", "application/json", "text/javascript; x=text/html",
                             "application/pdf", "image/svg+xml", "application/xml", "x/text/html"}) {
        CAPTURE(type);
        CHECK_FALSE(is_html(answer(type, "")));
        CHECK(text(type, "<a href=x>") == "");
        CHECK(text(type + std::string("; charset=no-such"), "<a href=x>") == "");  // it is not read
    }
}

TEST_CASE("the header, or else the page, declares the charset") {
    const std::string gbk_meta = "<meta charset=gbk>", utf_8_meta = "<meta charset=utf-8>";
    struct Case {
        std::string type, head;
        bool is_gbk;
    };
    const std::vector<Case> cases = {
        {"text/html; charset=gbk", "", true},
        {"text/html;CharSet = \"GBK\"; x=y", "", true},
        {"text/html; charset='gb2312'", "", true},
        {"text/html; charset; charset=x-gbk", "", true},
        {"text/html; charset=gbk", utf_8_meta, true},
        {"text/html; charset=utf-8", gbk_meta, false},
        {"text/html; charset=UTF8", gbk_meta, false},
        {"text/html; charset=no-such", gbk_meta, true},
        {"text/html; charset=", gbk_meta, true},
        {"text/html", gbk_meta, true},
        {"none", "<!DOCTYPE html><html><head><title>x</title><META CharSet = ' gb18030'/>", true},
        {"text/html", "<meta http-equiv=content-Type content='text/html;charset=GB2312'>", true},
        {"text/html", "<meta content='text/html; charset = \"gbk\"' http-equiv=\"Content-Type\">", true},
        {"text/html", "<meta content='text/html; charset=gbk'>", false},
        {"text/html", "<meta http-equiv=refresh content='0; charset=gbk'>", false},
        {"text/html", "<meta name=x><meta charset><meta charset=''>" + gbk_meta, true},
        {"text/html", gbk_meta + utf_8_meta, true},
        {"text/html", "<meta charset=no-such>" + gbk_meta, true},
        {"text/html", "<!-- " + gbk_meta + " -->", false},
        {"text/html", "<script>'" + gbk_meta + "'</script>", false},
        {"text/html", "<!-->" + gbk_meta, true},
        {"text/html", "<metal charset=gbk></meta charset=gbk>", false},
        {"text/html", std::string(1024 - gbk_meta.size(), ' ') + gbk_meta, true},
        {"text/html", std::string(1025 - gbk_meta.size(), ' ') + gbk_meta, false},
        {"application/xhtml+xml", "<?xml version=\"1.0\" encoding = \"gbk\"?>", true},
        {"text/html", "<?xml version='1.0' encoding='gbk'?>" + utf_8_meta, false},
        {"text/html", "<p><?xml encoding='gbk'?>", false},
        {"text/html", "<?xml version='1.0'?><p encoding='gbk'>", false},
        {"text/html", "", false},
    };
    for (const auto& [type, head, is_gbk] : cases) {
        CAPTURE(type);
        CAPTURE(head);
        CHECK(text(type, head + gbk) == head + (is_gbk ? title : gbk));  // in UTF-8, invalid bytes stay
    }
}

TEST_CASE("a byte order mark overrides what is declared, and is not part of the text") {
    const std::string page = "<meta charset=gbk><p>A";
    for (const char* type :
         {"text/html", "text/html; charset=gbk", "text/html; charset=utf-8", "text/html; charset=no"}) {
        CAPTURE(type);
        CHECK(text(type, "\xEF\xBB\xBF" + page + title) == page + title);
        CHECK(text(type, "\xFF\xFE" + utf_16(page, false) + "\x2D\x4E") == page + "中");
        CHECK(text(type, "\xFE\xFF" + utf_16(page, true) + "\x4E\x2D") == page + "中");
    }
}

TEST_CASE("only the header can declare UTF-16") {
    CHECK(text("text/html; charset=utf-16", utf_16("<p>", false) + "\x2D\x4E") == "<p>中");
    CHECK(text("text/html; charset=UTF-16LE", "\x3D\xD8\x00\xDE"s) == "😀");
    CHECK(text("text/html; charset=utf-16be", utf_16("<p>", true) + "\x4E\x2D") == "<p>中");
    CHECK(text("text/html", "<meta charset=utf-16>" + title) == "<meta charset=utf-16>" + title);
    CHECK(text("text/html", "<?xml encoding='utf-16'?>" + title) == "<?xml encoding='utf-16'?>" + title);
    CHECK(text("text/html", "<meta charset=utf-16be>" + title) == "<meta charset=utf-16be>" + title);
    // Half a character, a half pair in the middle, and half a character at the end.
    CHECK(text("text/html; charset=utf-16", "a\0b"s) == "a\uFFFD");
    CHECK(text("text/html; charset=utf-16",
               "a\0\0\xD8"
               "b\0"s) == "a\uFFFDb");
    CHECK(text("text/html; charset=utf-16", "a\0\0\xDC\0\xDC"s) == "a\uFFFD\uFFFD");
    CHECK(text("text/html; charset=utf-16", "a\0\0\xD8"s) == "a\uFFFD");
}

TEST_CASE("a label means what it means to browsers") {
    struct Case {
        std::string label, bytes, expected;
    };
    const std::vector<Case> cases = {
        {"gb2312", "\x81\x39\xEE\x39\xFE\x50", "㐀⺁"},  // in GB18030 only
        {"GB_2312-80", gbk, title},
        {"iso-8859-1", "Don\x92t \x96 caf\xE9 \x80", "Don’t – café €"},
        {"latin1", "\x93x\x94", "“x”"},
        {"us-ascii", "\xE9", "é"},
        {"windows-1252", "\x8A\xFF", "Šÿ"},
        {"cp1251", "\xD1\xF2\xE0\xEB\xEA\xE5\xF0", "Сталкер"},
        {"KOI8-R", "\xF3\xD4\xC1\xCC\xCB\xC5\xD2", "Сталкер"},
        {"iso-8859-2", "\xA3\xF3\x64\xBC", "Łódź"},
        {"iso-8859-9", "\xF0\xFE\x80", "ğş€"},  // windows-1254
        {"iso-8859-15", "\xA4", "€"},
        {"big5", "\xA8\x76\xA5\xD3\xA7\x4A\xAA\xBA\xB1\xCF\xC5\xAB", "肖申克的救贖"},
        {"Shift_JIS", "\x8E\xB5\x90\x6C\x82\xCC\x8E\x98\x87\x40", "七人の侍①"},  // the last one is Microsoft's
        {"euc-jp", "\xBC\xB7\xBF\xCD\xA4\xCE\xBB\xF8", "七人の侍"},
        {"iso-2022-jp", "\x1B$B<7?M$N;x\x1B(B<p>", "七人の侍<p>"},
        {"euc-kr", "\xB1\xE2\xBB\xFD\xC3\xE6\x8C\x63", "기생충똠"},  // the last one is Microsoft's
    };
    for (const auto& [label, bytes, expected] : cases) {
        CAPTURE(label);
        CHECK(text("text/html; charset=" + label, bytes) == expected);
    }
}

TEST_CASE("invalid characters become U+FFFD, and the markup after them stays") {
    CHECK(text("text/html; charset=gbk", "\xD0\xA4\xD0<p>\xC9\xEA\xFF\xD0\xA4") == "肖\uFFFD<p>申\uFFFD肖");
    CHECK(text("text/html; charset=gbk", "\xD0\xA4\xD0") == "肖\uFFFD");
    CHECK(text("text/html; charset=windows-1253", "\xE1\xD2\xE2\xFF<p>") == "α\uFFFDβ\uFFFD<p>");
    CHECK(text("text/html; charset=gbk", "\xD0\xFF\xD0\xA4\x80") == "\uFFFD肖\uFFFD");
    CHECK(text("text/html; charset=big5", "\xA8\x76\x87\xFF\xA5\xD3") == "肖\uFFFD申");
    CHECK(text("text/html; charset=euc-jp", "\x8F<p>\xBC\xB7") == "\uFFFD<p>七");
}

TEST_CASE("a long page is converted whole, and a page of nothing but broken characters as well") {
    std::string bytes, expected;
    for (int i = 0; i < 20'000; ++i) {
        bytes += i % 7 == 0 ? "<p>" : gbk;
        expected += i % 7 == 0 ? "<p>" : title;
    }
    CHECK(text("text/html; charset=gbk", bytes) == expected);
    CHECK(text("text/html; charset=gbk", std::string(20'000, '\xFF')).size() == 60'000);  // 0xFF is no half of a pair
}

TEST_CASE("an unsupported charset is named in the error") {
    struct Case {
        std::string type, body, error;
    };
    for (const auto& [type, body, error] :
         std::vector<Case>{{"text/html; charset=no-such", "", "charset no-such is not supported"},
                           {"text/html; charset=\"no such\"", "", "charset no such is not supported"},
                           {"text/html", "<meta charset=EBCDIC>", "charset EBCDIC is not supported"},
                           {"text/html; charset=utf-7", "<meta charset=x>", "charset utf-7 is not supported"},
                           {"text/html", "<?xml encoding='no\x1B[mxml'?>", "charset no\uFFFD[mxml is not supported"},
                           {"text/html; charset=gbk//IGNORE", "", "charset gbk//IGNORE is not supported"}}) {
        CAPTURE(type);
        CHECK_THROWS_WITH_AS(text(type, body), error.c_str(), std::runtime_error);
    }
    CHECK_THROWS_WITH_AS(to_utf8("x", "no-such"), "charset no-such is not supported", std::runtime_error);
}

TEST_CASE("a report shows an error for a page in an unsupported charset, and prints the titles of the others") {
    const std::string list = "<div id=content><div><div><ol><li><span class=title>";
    std::ostringstream out, err;
    std::streambuf* const old_out = std::cout.rdbuf(out.rdbuf());
    std::streambuf* const old_err = std::cerr.rdbuf(err.rdbuf());
    Report report(Content::titles, false);
    report.page_with_content({{"h", 80, "/1"}, answer("text/html; charset=gbk", list + gbk)});
    report.page_with_content({{"h", 80, "/2"}, answer("text/html; charset=no-such", list + gbk)});
    report.page_with_content({{"h", 80, "/3"}, answer("text/html", list + "B")});
    const int status = report.finish();
    std::cout.rdbuf(old_out);
    std::cerr.rdbuf(old_err);
    CHECK(status == 1);
    CHECK(out.str() == "1 " + title + "\n2 B\n");
    CHECK(err.str().starts_with("http://h/2: charset no-such is not supported\n3 pages, 2 titles, 1 failed, "));
}
