// Every chapter's program against every trouble that a server can make: alone, and as one bad page among ten.
// Read the table of troubles first, then the loop below it.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "common/program/report.hpp"
#include "common/site/content.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/listener.hpp"
#include "program.hpp"
#include "scripted_site.hpp"

using namespace std::chrono_literals;

namespace {

// A page that waits for its deadline gets the short one. Everything else must happen long before the long one.
constexpr auto short_deadline = 500ms, long_deadline = 20'000ms;
constexpr auto slack = 5'000ms;  // to start and end a program on a busy machine

// --- What the scripts say -------------------------------------------------------------------------------------

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunks_follow = ok + "Transfer-Encoding: chunked\r\n\r\n";
const std::string page = site::list_page(bad_page_number);
const std::string half = page.substr(0, page.size() / 2);
const std::string raw_text = "<script><!-- <script></script> <ol> --></script><title></titles <div id=content></title>";
constexpr std::size_t limit = 64 * 1024 * 1024;

std::string length_line(std::size_t bytes) { return "Content-Length: " + std::to_string(bytes) + "\r\n"; }
std::string length(std::size_t bytes) { return ok + length_line(bytes) + "\r\n"; }
std::string whole(const std::string& body) { return length(body.size()) + body; }

std::string chunk(const std::string& bytes) {
    std::ostringstream text;
    text << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    return text.str();
}

std::string times(std::size_t count, const std::string& text) {
    std::string all;
    all.reserve(count * text.size());
    while (count-- > 0) all += text;
    return all;
}

// The page with something inserted at the beginning of every title.
std::string with_titles_that_begin(const std::string& text) {
    const std::string mark = "<span class=\"title\">";
    std::string spoiled = page;
    for (std::size_t at = 0; (at = spoiled.find(mark, at)) != std::string::npos;)
        spoiled.insert(at += mark.size(), text);
    return spoiled;
}

// Adds a zero byte after every byte, as UTF-16 does with ASCII.
std::string in_utf_16(const std::string& text) {
    std::string wide;
    for (char c : text) (wide += c) += '\0';
    return wide;
}

// The page, made longer by a comment at its end.
std::string page_of_size(std::size_t bytes) {
    std::string body = page + "<!--";
    return body.append(bytes - body.size(), '-');
}

Script says(const std::string& text) {
    return [text](Client& client) { client.say(text); };
}
Script says_and_resets(const std::string& text) {
    return [text](Client& client) {
        client.say(text);
        client.reset();
    };
}
Script says_and_stalls(const std::string& text) {
    return [text](Client& client) {
        client.say(text);
        client.stall();
    };
}
Script says_and_goes_on(const std::string& text, const std::string& forever) {
    return [text, forever](Client& client) {
        client.say(text);
        client.say_forever(forever);
    };
}
Script drips(const std::string& text) {
    return [text](Client& client) { client.say_in_pieces(text, 1, 20ms); };
}
std::string found_at(const std::string& location) { return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n"; }
Script redirects(const std::string& location) { return says(found_at(location) + length_line(0) + "\r\n"); }

// A list of one film, which links to these pages.
std::string list_with(const std::vector<std::string>& links, const std::string& head = "") {
    std::string html = head + "<div id=content><div><div><ol><li><span class=title>A</span></li></ol><div></div><div>";
    for (const std::string& link : links) html += "<a href='" + link + "'>x</a>";
    return html + "</div></div></div></div>";
}
void says_64_mib(Client& client) {
    static const std::string body = page_of_size(limit);  // built once
    client.say(length(limit));
    client.say(body);
}
void redirects_in_a_circle(Client& client) {  // of two: there, and back
    const bool there = client.target.ends_with("&there");
    redirects(there ? client.target.substr(0, client.target.size() - 6) : client.target + "&there")(client);
}

// --- The troubles ---------------------------------------------------------------------------------------------

struct Trouble {
    std::string name;  // also its URL, with hyphens for the spaces
    Script script;
    std::string cause = {};                // the error on standard error; "": the page arrives
    std::optional<std::string> body = {};  // what --body writes; no value: it fails
    bool waits = false;                    // until its deadline
    bool heavy = false;                    // needs much work, so run few at a time
    std::string url = {};                  // the URL in the error; "": its own
};

// The page fails with this error.
Trouble fails(const std::string& name, const Script& script, const std::string& cause) { return {name, script, cause}; }

// The page fails when its deadline passes, and not before.
Trouble times_out(const std::string& name, const Script& script,
                  const std::string& cause = "receive: the deadline passed") {
    return {.name = name, .script = script, .cause = cause, .waits = true};
}

// The page arrives.
Trouble comes(const std::string& name, const Script& script, const std::string& body = page) {
    return {.name = name, .script = script, .body = body};
}

// The page arrives, and some of the characters in its titles must not be printed.
Trouble comes_with_titles(const std::string& name, const std::string& text) {
    const std::string body = with_titles_that_begin(text);
    return comes(name, says(whole(body)), body);
}

// The page arrives, but it is not a list of films.
Trouble comes_without_films(const std::string& name, const std::string& header, const std::string& body,
                            const std::string& cause = "no film title in it") {
    Trouble trouble = comes(name, says(header + length_line(body.size()) + "\r\n" + body), body);
    trouble.cause = cause;
    return trouble;
}

Trouble heavy(Trouble trouble) {
    trouble.heavy = true;
    return trouble;
}

Trouble at(const std::string& url, Trouble trouble) {
    trouble.url = url;
    return trouble;
}

const std::string bad = "bad response: ";
const std::string in_header = bad + "it ends within its header";
const std::string in_body = bad + "truncated: it ends within its body";
const std::string reset = "receive: Connection reset by peer";
const std::string long_header = bad + "its header is longer than 64 KiB";
const std::string long_body = bad + "its body is larger than 64 MiB";
const std::string no_http = bad + "it does not begin with an HTTP/1 status line";
const std::string no_length = bad + "its Content-Length is not a number";
const std::string no_size = bad + "a chunk size is not a number";
const std::string too_often = "more than ten redirects";

std::vector<Trouble> troubles(const std::string& refusing, const std::string& silent, const std::string& another_host) {
    return {
        // It cannot be reached.
        at(refusing, fails("refused", redirects(refusing), "connect: Connection refused")),
        at(silent, times_out("never accepted", redirects(silent), "connect: the deadline passed")),

        // It is closed too early.
        fails("closed before the answer", says(""), bad + "the server closed without an answer"),
        fails("closed within the status line", says("HTTP/1.1 2"), in_header),
        fails("closed within the header", says(ok + "Content-Len"), in_header),
        fails("closed after the header", says(length(page.size())), in_body),
        fails("closed within the body", says(length(page.size()) + half), in_body),
        fails("closed one byte early", says(length(page.size() + 1) + page), in_body),
        fails("closed within a chunk size", says(chunks_follow + chunk(half) + "1"), in_body),
        fails("closed within a chunk", says(chunks_follow + "ffff\r\n" + half), in_body),
        fails("closed before the last chunk", says(chunks_follow + chunk(page)), in_body),
        fails("closed within the trailer", says(chunks_follow + chunk(page) + "0\r\nX-Trailer: 1\r\n"), in_body),

        // It is reset.
        fails("reset before the answer", says_and_resets(""), reset),
        fails("reset within the header", says_and_resets(ok + "Content-Len"), reset),
        fails("reset after the header", says_and_resets(length(page.size())), reset),
        fails("reset within the body", says_and_resets(length(page.size()) + half), reset),
        fails("reset within a chunk", says_and_resets(chunks_follow + "ffff\r\n" + half), reset),
        fails("reset where it should be closed", says_and_resets(ok + "\r\n" + page), reset),

        // It stalls.
        times_out("stalled before the answer", says_and_stalls("")),
        times_out("stalled within the status line", says_and_stalls("HTTP/1.1 2")),
        times_out("stalled within the header", says_and_stalls(ok + "Content-Len")),
        times_out("stalled after the header", says_and_stalls(length(page.size()))),
        times_out("stalled within the body", says_and_stalls(length(page.size()) + half)),
        times_out("stalled within a chunk", says_and_stalls(chunks_follow + "ffff\r\n" + half)),
        times_out("stalled before the last chunk", says_and_stalls(chunks_follow + chunk(page))),
        times_out("stalled where it should be closed", says_and_stalls(ok + "\r\n" + page)),

        // It trickles.
        times_out("a header byte by byte", drips(ok + times(1000, "X-And-So-On: 1\r\n"))),
        times_out("a body byte by byte", drips(whole(page))),
        times_out("chunks byte by byte", drips(chunks_follow + times(1000, "1\r\nx\r\n"))),
        comes("in small pieces", [](Client& client) { client.say_in_pieces(whole(page), 500, 1ms); }),

        // It is not HTTP.
        fails("garbage", says("\x01\x02 this is no HTTP \xff\xfe\r\n\r\n"), no_http),
        fails("a page without a header", says(page), no_http),
        fails("another protocol", says("SSH-2.0-OpenSSH_9.2\r\n"), no_http),
        fails("the next HTTP", says("HTTP/2 200\r\n\r\n"), no_http),
        fails("an impossible status", says("HTTP/1.1 999 What\r\n\r\n"), "the server answered with status 999"),
        fails("a status of zeros", says("HTTP/1.1 000 What\r\n\r\n"), "the server answered with status 000"),
        fails("no colon", says(ok + "what is\x1b[2J\r\n\r\n"),
              bad + "a header line is not \"name: value\": \"what is?[2J\""),
        fails("NUL", says(ok + "A: " + std::string(1, '\0') + "\r\n\r\n"), bad + "a CR or NUL within its header"),
        fails("compressed", says(ok + "Content-Encoding: gzip\r\n\r\n" + page), "its content is encoded (gzip)"),
        fails("no length", says(ok + "Content-Length: many\r\n\r\n"), no_length),
        fails("a negative length", says(ok + "Content-Length: -1\r\n\r\n"), no_length),
        fails("a length beyond all numbers", says(ok + "Content-Length: 99999999999999999999\r\n\r\n"), long_body),
        fails("two lengths", says(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
              bad + "two different Content-Lengths"),
        fails("a length and chunks", says(ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
              bad + "both Content-Length and Transfer-Encoding"),
        fails("no chunk size", says(chunks_follow + "many\r\n"), no_size),
        fails("a negative chunk size", says(chunks_follow + "-1\r\n"), no_size),
        fails("a chunk size beyond all numbers", says(chunks_follow + "fffffffffffffffff\r\n"), long_body),
        fails("a chunk longer than its size", says(chunks_follow + "2\r\nabc\r\n0\r\n\r\n"),
              bad + "a chunk is longer than its size"),
        fails("a switch", says("HTTP/1.1 101 Switching Protocols\r\n\r\n"), bad + "it switches protocols"),

        // It is HTTP, but strange.
        comes("lines that end with LF alone", says("HTTP/1.1 200\nA: b\n\n" + page)),
        comes("a blank before the colon",
              says(ok + "Content-Length : " + std::to_string(page.size()) + "\r\n\r\n" + page + "x")),
        comes("the same length twice", says(ok + times(2, length_line(page.size())) + "\r\n" + page)),
        comes("more than its length", says(whole(page) + "HTTP/1.1 500 No\r\n\r\n")),
        comes("less than all", says(length(page.size() - 8) + page), page.substr(0, page.size() - 8)),
        comes("a header of 60 KB", says(ok + times(6000, "a: 12345\r\n") + "\r\n" + page)),
        comes("many answers before it", says(times(1000, "HTTP/1.1 103 Early Hints\r\n\r\n") + whole(page))),
        comes_without_films("an empty page", ok, ""),
        comes("a list of codings with empty members",
              says(ok + "Transfer-Encoding: , chunked,\r\n\r\n" + chunk(page) + "0\r\n\r\n")),
        comes("a list of lengths with empty members",
              says(ok + "Content-Length: " + std::to_string(page.size()) + ",\r\n\r\n" + page)),
        comes("encoded by a word that is no coding", says(ok + "Content-Encoding: UTF-8\r\n\r\n" + page)),
        comes("changed on its way", says("HTTP/1.1 203 Changed\r\n\r\n" + page)),
        comes("a success without a name", says("HTTP/1.1 299\r\n\r\n" + page)),
        comes_without_films("no content", "HTTP/1.1 204 No\r\n", ""),
        comes_without_films("reset content", "HTTP/1.1 205 No\r\n", ""),
        comes_without_films("no HTML", ok + "Content-Type: application/json\r\n", page,
                            "no film title in it: it is not HTML but application/json"),
        comes_without_films("a charset that nobody knows", ok + "Content-Type: text/html; charset=x-klingon\r\n",
                            list_with({}), "charset x-klingon is not supported"),
        fails("not found", says("HTTP/1.1 404 No\r\n\r\n"), "the server answered with status 404"),
        fails("not found and compressed", says("HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\n\r\nx"),
              "the server answered with status 404"),
        fails("not found and cut short", says("HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\nx"),
              "the server answered with status 404"),

        // It does not end.
        fails("an endless status line", says_and_goes_on("HTTP/1.1 200 ", "OK, "), long_header),
        fails("an endless header", says_and_goes_on(ok, "X-And-So-On: 1\r\n"), long_header),
        fails("an endless header line", says_and_goes_on(ok + "X-And-So-On: ", "1"), long_header),
        fails("endless answers before it", says_and_goes_on("", "HTTP/1.1 100 Continue\r\n\r\n"), long_header),
        fails("an endless chunk size", says_and_goes_on(chunks_follow, "0"),
              bad + "a chunk size is longer than 64 KiB"),
        fails("an endless trailer", says_and_goes_on(chunks_follow + "0\r\n", "X-And-So-On: 1\r\n"),
              bad + "its trailer is longer than 64 KiB"),
        heavy(fails("an endless body", says_and_goes_on(ok + "\r\n", "All work and no play. "), long_body)),
        heavy(fails("endless chunks", says_and_goes_on(chunks_follow, chunk(times(1000, "No play. "))), long_body)),
        heavy(times_out("endless tiny chunks", says_and_goes_on(chunks_follow, chunk("x")))),
        heavy(times_out("endless chunk extensions",
                        says_and_goes_on(chunks_follow, "1;" + times(60'000, "x") + "\r\nx\r\n"))),

        // It leads elsewhere.
        fails(
            "redirected to itself", [](Client& client) { redirects(client.target)(client); }, too_often),
        fails("redirected in a circle", redirects_in_a_circle, too_often),
        fails("redirected to nowhere", redirects("http://"), "redirect to http://: it names no host"),
        fails("redirected to https", redirects("https://127.0.0.1/"),
              "redirect to https://127.0.0.1/: only http links are followed, not https:"),
        fails("redirected with an escape in it", redirects("//\x1b[31m/"),
              "redirect to //\uFFFD[31m/: a host name consists of"),
        comes("redirected to another host", redirects(another_host)),
        comes("redirected with spaces and backslashes", redirects("  \\good one\\top250 "), site::list_page(1)),
        comes("redirected with a compressed body", says(found_at(another_host) + "Content-Encoding: gzip\r\n\r\nx")),
        comes("redirected with a body cut short", says(found_at(another_host) + "Content-Length: 9\r\n\r\nx")),
        fails("redirected without a place", says("HTTP/1.1 302 No\r\n\r\n"), "the server answered with status 302"),

        // It is large, or ugly.
        fails("64 MiB and one byte", says(length(limit + 1)), long_body),
        heavy(comes("64 MiB", says_64_mib, page_of_size(limit))),
        heavy(comes_without_films("a million open tags", ok, times(1'000'000, "<div>"))),
        comes_with_titles("control characters", "\a\b\t\v\r\x7f\xc2\x9b[5m"),
        comes_with_titles("commands to the terminal", "\x1b[2J\x1b]0;renamed\a&#27;[7m"),
        comes_with_titles("character references", "&#146;&#155;[2J&#0;&#x1b;&amp &eacute;"),
        comes("comments that end at once", says(whole("<!--><!---><!-- x --!>" + page)),
              "<!--><!---><!-- x --!>" + page),
        comes("another charset", says(ok + "Content-Type: text/html; charset=gbk\r\n\r\n" + page)),
        comes_with_titles("bytes that are not UTF 8", "\xff\xc0\x80\xed\xa0\x80\xf5"),
        comes_with_titles("characters that need no end", "&amp &#39&#146 &eacute;&unknown;&#x1B"),

        // It is HTML as only browsers read it.
        comes("in UTF 16", says(ok + "Content-Type: text/html; charset=utf-16\r\n\r\n" + in_utf_16(page)),
              in_utf_16(page)),
        comes("behind a script in a script", says(whole(raw_text + page)), raw_text + page),
    };
}

// --- What must come of it -------------------------------------------------------------------------------------

std::string address_part(std::string name) {
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

bool fit_for_a_terminal(const std::string& text) {
    return std::ranges::all_of(lines_of(text), [](const std::string& line) { return printable(line) == line; });
}

// "1 title", "2 title", ... The lines of the bad page's films, if they arrived at all, may hold anything.
std::vector<std::string> without_bad_films(std::vector<std::string> lines) {
    constexpr auto begin = (bad_page_number - 1) * site::films_per_page, end = begin + site::films_per_page;
    if (std::ssize(lines) >= end) lines.erase(lines.begin() + begin, lines.begin() + end);
    return lines;
}

std::vector<std::string> lines_of_good_films(bool bad_page_came) {
    std::vector<std::string> titles = all_films();
    if (!bad_page_came) titles = without_bad_films(titles);
    for (std::size_t i = 0; i < titles.size(); ++i) titles[i].insert(0, std::to_string(i + 1) + " ");
    return bad_page_came ? without_bad_films(titles) : titles;
}

void check(const Trouble& trouble, const std::string& url, bool alone, const Ended& ended) {
    const bool fails = alone ? !trouble.body : !trouble.cause.empty();
    CHECK(ended.in_time);
    CHECK(ended.status == (fails ? 1 : 0));
    CHECK(ended.forgotten == 0);
    CHECK_FALSE(ended.survived);
    CHECK(fit_for_a_terminal(ended.errors));
    if (fails)
        CHECK(ended.errors.find((trouble.url.empty() ? url : trouble.url) + ": " + trouble.cause) != std::string::npos);
    if (alone) {
        CHECK(lines_of(ended.errors).size() == (fails ? 1 : 0));
        CHECK((ended.output == trouble.body.value_or("")));  // in brackets, so that doctest does not print it
    } else {
        CHECK(lines_of(ended.errors).size() == (fails ? 2 : 1));  // and the summary
        CHECK(ended.errors.find(fails ? "10 pages, 225 titles, 1 failed" : "10 pages, 250 titles, 0 failed") !=
              std::string::npos);
        CHECK(fit_for_a_terminal(ended.output));
        const auto lines = lines_of(ended.output);
        CHECK(lines.size() == (fails ? 225 : 250));
        CHECK((fails ? lines : without_bad_films(lines)) == lines_of_good_films(!fails));
    }
}

struct Kind {
    bool waits, heavy;
};

// All programs against the troubles of that kind, `at_once` side by side.
void check_matrix(Kind kind, std::size_t at_once) {
    Listener refusing, silent;
    REQUIRE(silent.fill());
    ScriptedSite another({{"good", says(whole(page))}});
    std::vector<Trouble> chosen = troubles(refusing.url().text(), silent.url().text(), another.bad_page("good"));
    std::erase_if(chosen, [&](const Trouble& one) { return one.waits != kind.waits || one.heavy != kind.heavy; });
    std::map<std::string, Script> scripts;
    for (const Trouble& trouble : chosen) scripts[address_part(trouble.name)] = trouble.script;
    ScriptedSite scripted(scripts);

    const auto deadline = kind.waits ? short_deadline : long_deadline;
    const Words timeout{"--timeout", std::to_string(std::chrono::duration<double>(deadline).count())};
    std::vector<Program> programs;
    for (const Trouble& trouble : chosen) {
        const std::string name = address_part(trouble.name);
        for (const Words& chapter : chapters()) {
            programs.push_back({chapter + timeout + Words{"--body", scripted.bad_page(name)}, deadline + slack});
            programs.push_back({chapter + timeout + Words{scripted.list(name)}, deadline + slack});
        }
    }
    run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
        const Trouble& trouble = chosen[i / (2 * chapters().size())];
        const bool alone = i % 2 == 0;
        CAPTURE(programs[i].command());
        CAPTURE(ended.errors);
        check(trouble, scripted.bad_page(address_part(trouble.name)), alone, ended);
    });
    MESSAGE(programs.size() << " runs: " << chosen.size() << " troubles, " << chapters().size()
                            << " programs, each twice");
}

// --- Lists that lead somewhere --------------------------------------------------------------------------------

// A list of one film, and where its links lead. (It stands where a site's bad page does.)
struct List {
    std::string name;
    Script script;
    std::string summary;
    std::vector<std::string> sentences = {};  // on standard error, before the summary
};

std::vector<List> lists(const std::string& another_list, const std::string& another_page) {
    const std::string not_followed = "link not followed: ";
    return {
        {"with a base", says(whole(list_with({"top250?start=50&filter="}, "<base href='/good/'>"))),
         "2 pages, 26 titles, 0 failed"},
        {"with spaces in its links", says(whole(list_with({"\n/good one/\ttop250?st\r\nart=0 "}))),
         "2 pages, 26 titles, 0 failed"},
        {"with dots and backslashes in its links", says(whole(list_with({"http:.\\%2e%2E/x/.%2e/good/top250"}))),
         "2 pages, 26 titles, 0 failed"},
        {"with links that cannot be followed",
         says(whole(
             list_with({"HTTPS://h/", "http://u:p@h/", "//例え.jp/", "http://h:0/", "javascript:", "/good/top250"}))),
         "7 pages, 26 titles, 5 failed",
         {not_followed + "HTTPS://h/ (only http links are followed, not https:)",
          not_followed + "http://u:p@h/ (a URL with a user name in it is not supported)",
          not_followed + "//例え.jp/ (a host name consists of letters, digits, dots and hyphens)",
          not_followed + "http://h:0/ (a port is a number from 1 to 65535)",
          not_followed + "javascript: (only http links are followed, not javascript:)"}},
        {"with a link to another host",
         says(whole(list_with({another_page}))),
         "2 pages, 1 titles, 1 failed",
         {not_followed + another_page}},
        {"that has moved to another host", redirects(another_list), "10 pages, 250 titles, 0 failed"},
    };
}

void check_lists() {
    ScriptedSite another({{"good", says(whole(page))}});
    const std::vector<List> all = lists(another.list("good"), another.bad_page("good"));
    std::map<std::string, Script> scripts{{"good", says(whole(page))}};
    for (const List& list : all) scripts[address_part(list.name)] = list.script;
    ScriptedSite scripted(scripts);
    std::vector<Program> programs;
    for (const List& list : all)
        for (const Words& chapter : chapters())
            programs.push_back({chapter + Words{"--timeout", "20", scripted.bad_page(address_part(list.name))},
                                long_deadline + slack});
    run_all(programs, 3, [&](std::size_t i, const Ended& ended) {
        const List& list = all[i / chapters().size()];
        CAPTURE(programs[i].command());
        CAPTURE(ended.errors);
        CHECK(ended.in_time);
        CHECK(ended.status == (list.sentences.empty() ? 0 : 1));
        CHECK(lines_of(ended.errors).size() == list.sentences.size() + 1);
        for (const std::string& sentence : list.sentences)
            CHECK(ended.errors.find(scripted.bad_page(address_part(list.name)) + ": " + sentence + "\n") !=
                  std::string::npos);
        CHECK(ended.errors.find(list.summary) != std::string::npos);
    });
    MESSAGE(programs.size() << " runs: " << all.size() << " lists, " << chapters().size() << " programs");
}

}  // namespace

TEST_CASE("where a list leads") { check_lists(); }
TEST_CASE("what a server can do wrong at once") { check_matrix({.waits = false, .heavy = false}, 3); }
TEST_CASE("what ends by the deadline") { check_matrix({.waits = true, .heavy = false}, 12); }
TEST_CASE("what is large") { check_matrix({.waits = false, .heavy = true}, 2); }
TEST_CASE("what is endless, and ends by the deadline") { check_matrix({.waits = true, .heavy = true}, 2); }

#ifdef __linux__  // where 127.0.0.9 is this machine too
TEST_CASE("a name with several addresses, of which only the last one answers") {
    Listener refusing;
    site::SiteProcess practice_site({.delay = 0ms});
    auto by_name = [](std::string url, const char* name) { return url.replace(url.find("127.0.0.1"), 9, name); };
    const std::string refused = by_name(refusing.url().text(), "127-0-0-9.127-0-0-1.test");
    std::vector<Program> programs;
    for (const Words& chapter : chapters())
        for (const char* name : {"127-0-0-9.127-0-0-1.test", "--1.127-0-0-1.test"}) {  // the second as localhost may be
            programs.push_back({chapter + Words{by_name(practice_site.url("/top250"), name)}, long_deadline});
            programs.push_back({chapter + Words{"--body", refused}, long_deadline});
        }
    run_all(programs, 3, [&](std::size_t i, const Ended& ended) {
        CAPTURE(programs[i].command());
        CAPTURE(ended.errors);
        CHECK(ended.in_time);
        if (i % 2 == 0) {
            CHECK(ended.status == 0);
            CHECK(ended.errors.starts_with("10 pages, 250 titles, 0 failed"));
        } else {
            CHECK(ended.status == 1);
            CHECK(ended.errors == refused + ": connect: Connection refused\n");
        }
    });
}
#endif
