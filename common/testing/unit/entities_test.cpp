// Tests of common/crawl/entities: which character a reference stands for, and where it ends (HTML 13.2.5.72 to
// 13.2.5.80).
#include "common/crawl/entities.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

const std::string unknown = "\uFFFD";

struct Case {
    std::string text, expected;
};

}  // namespace

TEST_CASE("entities become characters, and everything else stays as it is") {
    const std::vector<Case> cases = {
        {"a &amp; b &lt;i&gt; &quot;&apos;", "a & b <i> \"'"},
        {"&nbsp;&middot;", "\u00A0·"},
        {"Am&eacute;lie &ndash; &Uuml;ber &mdash; &ldquo;Don&rsquo;t&hellip;&rdquo;", "Amélie – Über — “Don’t…”"},
        {"Kie&sacute;lowski, Menzel Ji&rcaron;&iacute;, &Lstrok;&oacute;d&zacute;", "Kieślowski, Menzel Jiří, Łódź"},
        {"&Alpha;&omega;&sigmaf;&thetasym; &euro;&trade;&hearts;&infin; &lpar;&num;1&rpar;", "Αωςϑ €™♥∞ (#1)"},
        {"&ETH;&eth;&yuml;&Yuml;&szlig;&times;&divide;", "ÐðÿŸß×÷"},
        {"Tom &amp Jerry &copy 1940&reg &AMP;&LT&GT;&QUOT;&COPY;&REG", "Tom & Jerry © 1940® &<>\"©®"},
        {"&amp;amp; &amp;#39;", "&amp; &#39;"},
        {"&notin; &notit; &not; &not &ampere; &lttimes;", "∉ ¬it; ¬ ¬ &ere; <times;"},
        {"&ltimes; &parallel; &notni; &centerdot; &divideontimes; &gtdot &notinE;", "⋉ ∥ ∌ · ⋇ >dot &notinE;"},
        {"&hellip &rsquo &apos", "&hellip &rsquo &apos"},
        {"&unknown; &Amp; & &; AT&T; &hellips; &thetasymb;", "&unknown; &Amp; & &; AT&T; &hellips; &thetasymb;"},
        {"&averylongnamethatisnone;", "&averylongnamethatisnone;"},
        {"&&amp;&", "&&&"},
        {"", ""},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(decode_entities(text) == expected);
    }
}

TEST_CASE("numbers become characters, with or without a ';' at the end") {
    const std::vector<Case> cases = {
        {"&#39;&#x27;&#X27;&#039;&#x4e2d;&#25991;&#128512;", "''''中文😀"},
        {"Rock &#39n&#39 Roll &#x27 &#8211;", "Rock 'n' Roll ' –"},
        {"&#0000000000000000000000000000039;&#x000000000000000000000000000027;", "''"},
        {"Don&#146;t &#150; &#x80; &#128; &#159;", "Don’t – € € Ÿ"},
        {"&#129;&#127;&#160;", "\u0081\u007F\u00A0"},  // windows-1252 has nothing there
        {"&#0;&#x0;&#xD800;&#xDFFF;&#x110000;", unknown + unknown + unknown + unknown + unknown},
        {"&#99999999999;&#xFFFFFFFFFFFF;&#4294967335;", unknown + unknown + unknown},
        {"&#xD7FF;&#xE000;&#x10FFFF;", "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"},
        {"&#1a; &#x1g;", "\u0001a; \u0001g;"},
        {"&#; &#x; &#-1; &# 39; &#xg &#", "&#; &#x; &#-1; &# 39; &#xg &#"},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(decode_entities(text) == expected);
    }
}

TEST_CASE("in an attribute, a name without ';' is a reference only if nothing follows that could be part of a link") {
    const std::vector<Case> cases = {
        {"?a=1&copy=2&lt=3&amp=4", "?a=1&copy=2&lt=3&amp=4"},
        {"?a=1&copying&lt2&notit;&ampx", "?a=1&copying&lt2&notit;&ampx"},
        {"?a=1&copy;=2&amp;copy=3", "?a=1©=2&copy=3"},
        {"&copy &copy/&copy-&amp", "© ©/©-&"},
        {"&#39n&#38=", "'n&="},
        {"&hellip;&hellip", "…&hellip"},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(decode_entities(text, Within::attribute) == expected);
    }
}
