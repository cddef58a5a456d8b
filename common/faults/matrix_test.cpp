// Every chapter's program against every trouble that a server can make: alone, and as one bad page among ten.
// Where am I? common/faults; run it by `make faults`. Read the table of troubles, then the loop under it.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "common/report.hpp"
#include "common/site/content.hpp"
#include "common/testing/crawler_contract.hpp"
#include "program.hpp"
#include "scripted_site.hpp"

using namespace std::chrono_literals;

namespace {

// A page that waits for its deadline gets the short one; whatever else happens must happen long before the other.
constexpr auto short_deadline = 500ms, long_deadline = 20'000ms;
constexpr auto slack = 5'000ms;  // to start and end a program on a busy machine

// --- What the scripts say -------------------------------------------------------------------------------------

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunks_follow = ok + "Transfer-Encoding: chunked\r\n\r\n";
const std::string page = site::list_page(bad_page_number);
const std::string half = page.substr(0, page.size() / 2);
constexpr std::size_t limit = 64 * 1024 * 1024;

std::string length(std::size_t bytes) { return ok + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n"; }
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

// The page, with something put before every title.
std::string with_titles_that_begin(const std::string& text) {
    const std::string mark = "<span class=\"title\">";
    std::string spoiled = page;
    for (std::size_t at = 0; (at = spoiled.find(mark, at)) != std::string::npos;)
        spoiled.insert(at += mark.size(), text);
    return spoiled;
}

// The page, made so long with a comment at its end. Built when it is needed: 64 MiB are much.
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
Script redirects(const std::string& location) {
    return says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n");
}

// --- The troubles ---------------------------------------------------------------------------------------------

struct Trouble {
    std::string name;  // and its address: the spaces become hyphens
    Script script;
    std::string cause = {};                // said on standard error; none: the page comes
    std::optional<std::string> body = {};  // what --body writes; none: it fails
    bool waits = false;                    // for its deadline
    bool heavy = false;                    // much work: few at a time
    std::string url = {};                  // that is named; none: its own
};

constexpr bool waits = true, heavy = true;

const std::string in_header = "bad response: it ends within its header";
const std::string in_body = "bad response: truncated: it ends within its body";
const std::string reset = "receive: Connection reset by peer";
const std::string too_late = "receive: the deadline passed";
const std::string long_header = "bad response: its header is longer than 64 KiB";
const std::string long_body = "bad response: its body is larger than 64 MiB";
const std::string no_http = "bad response: it does not begin with an HTTP/1 status line";
const std::string no_films = "no film title in it";

std::vector<Trouble> troubles(const DeadPort& refusing, const DeadPort& silent) {
    return {
        // It cannot be reached.
        {"refused", redirects(refusing.url()), "connect: Connection refused", {}, false, false, refusing.url()},
        {"never accepted", redirects(silent.url()), "connect: the deadline passed", {}, waits, false, silent.url()},

        // It is closed too early.
        {"closed before the answer", says(""), "bad response: the server closed without an answer"},
        {"closed within the status line", says("HTTP/1.1 2"), in_header},
        {"closed within the header", says(ok + "Content-Len"), in_header},
        {"closed after the header", says(length(page.size())), in_body},
        {"closed within the body", says(length(page.size()) + half), in_body},
        {"closed one byte early", says(length(page.size() + 1) + page), in_body},
        {"closed within a chunk size", says(chunks_follow + chunk(half) + "1"), in_body},
        {"closed within a chunk", says(chunks_follow + "ffff\r\n" + half), in_body},
        {"closed before the last chunk", says(chunks_follow + chunk(page)), in_body},
        {"closed within the trailer", says(chunks_follow + chunk(page) + "0\r\nX-Trailer: 1\r\n"), in_body},

        // It is reset.
        {"reset before the answer", says_and_resets(""), reset},
        {"reset within the header", says_and_resets(ok + "Content-Len"), reset},
        {"reset after the header", says_and_resets(length(page.size())), reset},
        {"reset within the body", says_and_resets(length(page.size()) + half), reset},
        {"reset within a chunk", says_and_resets(chunks_follow + "ffff\r\n" + half), reset},
        {"reset where it should be closed", says_and_resets(ok + "\r\n" + page), reset},

        // It stalls.
        {"stalled before the answer", says_and_stalls(""), too_late, {}, waits},
        {"stalled within the status line", says_and_stalls("HTTP/1.1 2"), too_late, {}, waits},
        {"stalled within the header", says_and_stalls(ok + "Content-Len"), too_late, {}, waits},
        {"stalled after the header", says_and_stalls(length(page.size())), too_late, {}, waits},
        {"stalled within the body", says_and_stalls(length(page.size()) + half), too_late, {}, waits},
        {"stalled within a chunk", says_and_stalls(chunks_follow + "ffff\r\n" + half), too_late, {}, waits},
        {"stalled before the last chunk", says_and_stalls(chunks_follow + chunk(page)), too_late, {}, waits},
        {"stalled where it should be closed", says_and_stalls(ok + "\r\n" + page), too_late, {}, waits},

        // It trickles.
        {"a header byte by byte", drips(ok + times(1000, "X-And-So-On: 1\r\n")), too_late, {}, waits},
        {"a body byte by byte", drips(whole(page)), too_late, {}, waits},
        {"byte by byte in chunks", drips(chunks_follow + times(1000, "1\r\nx\r\n")), too_late, {}, waits},
        {"in small pieces", [](Client& client) { client.say_in_pieces(whole(page), 500, 1ms); }, "", page},

        // It is no HTTP.
        {"garbage", says("\x01\x02 this is no HTTP \xff\xfe\r\n\r\n"), no_http},
        {"a page without a header", says(page), no_http},
        {"another protocol", says("SSH-2.0-OpenSSH_9.2\r\n"), no_http},
        {"the next HTTP", says("HTTP/2 200\r\n\r\n"), no_http},
        {"a status that is none", says("HTTP/1.1 999 What\r\n\r\n"),
         "bad response: its status is not between 100 and 599"},
        {"a header line that is none", says(ok + "what is this\r\n\r\n"),
         "bad response: a header line is no \"name: value\""},
        {"a NUL in the header", says(ok + "A: " + std::string(1, '\0') + "\r\n\r\n"),
         "bad response: a CR or NUL within its header"},
        {"compressed", says(ok + "Content-Encoding: gzip\r\n\r\n" + page), "bad response: its content is encoded"},
        {"two lengths of different kinds", says(ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
         "bad response: both Content-Length and Transfer-Encoding"},
        {"two different lengths", says(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
         "bad response: two different Content-Lengths"},
        {"a length that is no number", says(ok + "Content-Length: many\r\n\r\n"),
         "bad response: its Content-Length is no number"},
        {"a negative length", says(ok + "Content-Length: -1\r\n\r\n"), "bad response: its Content-Length is no number"},
        {"a length beyond all numbers", says(ok + "Content-Length: 99999999999999999999\r\n\r\n"), long_body},
        {"a chunk size that is no number", says(chunks_follow + "many\r\n"), "bad response: a chunk size is no number"},
        {"a negative chunk size", says(chunks_follow + "-1\r\n"), "bad response: a chunk size is no number"},
        {"a chunk size beyond all numbers", says(chunks_follow + "fffffffffffffffff\r\n"), long_body},
        {"a chunk longer than its size", says(chunks_follow + "2\r\nabc\r\n0\r\n\r\n"),
         "bad response: a chunk is longer than its size"},

        // It is HTTP, and strange.
        {"the same length twice",
         says(ok + "Content-Length: " + std::to_string(page.size()) + "\r\n" + whole(page).substr(ok.size())), "",
         page},
        {"more than its length", says(whole(page) + "HTTP/1.1 500 No\r\n\r\n"), "", page},
        {"less than all", says(length(page.size() - 8) + page), "", page.substr(0, page.size() - 8)},
        {"a thousand answers before the answer", says(times(1000, "HTTP/1.1 103 Early Hints\r\n\r\n") + whole(page)),
         "", page},
        {"lines that end with LF alone",
         says("HTTP/1.1 200\nContent-Length: " + std::to_string(page.size()) + "\n\n" + page), "", page},
        {"a header of 60 KB", says(ok + times(6000, "a: 12345\r\n") + whole(page).substr(ok.size())), "", page},
        {"an empty page", says(length(0)), no_films, ""},
        {"no content", says("HTTP/1.1 204 No Content\r\n\r\n"), "the server answered with status 204"},
        {"not found", says("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
         "the server answered with status 404"},
        {"another protocol from now on", says("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
         "bad response: it switches protocols"},

        // It does not end.
        {"an endless status line", says_and_goes_on("HTTP/1.1 200 ", "OK, "), long_header},
        {"an endless header", says_and_goes_on(ok, "X-And-So-On: 1\r\n"), long_header},
        {"an endless header line", says_and_goes_on(ok + "X-And-So-On: ", "1"), long_header},
        {"a storm of answers before the answer", says_and_goes_on("", "HTTP/1.1 100 Continue\r\n\r\n"), long_header},
        {"an endless chunk size", says_and_goes_on(chunks_follow, "0"), long_header},
        {"an endless trailer", says_and_goes_on(chunks_follow + chunk(page) + "0\r\n", "X-And-So-On: 1\r\n"),
         long_header},
        {"an endless body", says_and_goes_on(ok + "\r\n", "All work and no play. "), long_body, {}, false, heavy},
        {"an endless body in chunks",
         says_and_goes_on(chunks_follow, chunk(times(1000, "No play. "))),
         long_body,
         {},
         false,
         heavy},
        {"an endless body in tiny chunks", says_and_goes_on(chunks_follow, "1\r\nx\r\n"), too_late, {}, waits, heavy},
        {"tiny chunks of long names",
         says_and_goes_on(chunks_follow, "1;" + times(60'000, "x") + "\r\nx\r\n"),
         too_late,
         {},
         waits,
         heavy},

        // It leads elsewhere.
        {"redirected to itself", [](Client& client) { redirects(client.target)(client); }, "more than ten redirects"},
        {"redirected in a circle",
         [](Client& client) {
             bool there = client.target.ends_with("&there");
             redirects(there ? client.target.substr(0, client.target.size() - 6) : client.target + "&there")(client);
         },
         "more than ten redirects"},
        {"redirected to nowhere", redirects("http://"), "redirect: the URL names no host"},
        {"redirected to https", redirects("https://127.0.0.1/"), "redirect: only http links are followed, not https:"},
        {"redirected with an escape in it", redirects("/\x1b[31m"),
         "redirect: a URL cannot hold spaces or control characters"},
        {"redirected without a place", says("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
         "the server answered with status 302"},

        // It is large, or ugly.
        {"64 MiB", [](Client& client) { client.say(whole(page_of_size(limit))); }, "", page_of_size(limit), false,
         heavy},
        {"64 MiB and one byte", says(length(limit + 1)), long_body},
        {"a million open tags", says(whole(times(1'000'000, "<div>"))), no_films, times(1'000'000, "<div>"), false,
         heavy},
        {"control characters in the titles",
         says(whole(with_titles_that_begin("\a\b\t\v\r\x7f\xc2\x9b"
                                           "5m"))),
         "",
         with_titles_that_begin("\a\b\t\v\r\x7f\xc2\x9b"
                                "5m")},
        {"commands to the terminal", says(whole(with_titles_that_begin("\x1b[2J\x1b]0;renamed\a&#27;[7m"))), "",
         with_titles_that_begin("\x1b[2J\x1b]0;renamed\a&#27;[7m")},
        {"invalid UTF 8", says(whole(with_titles_that_begin("\xff\xc0\x80\xed\xa0\x80\xf5"))), "",
         with_titles_that_begin("\xff\xc0\x80\xed\xa0\x80\xf5")},
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

// "1 title" and so on. The lines of the bad page's films, if they came at all, may hold anything.
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
        CHECK((ended.output == trouble.body.value_or("")));  // in brackets: doctest would print it
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

// All programs against all those troubles that pass `filter`, `at_once` side by side.
void check_matrix(bool waiting, bool heavy_ones, std::size_t at_once) {
    DeadPort refusing(DeadPort::refuses), silent(DeadPort::never_accepts);
    std::vector<Trouble> chosen = troubles(refusing, silent);
    std::erase_if(chosen, [&](const Trouble& one) { return one.waits != waiting || one.heavy != heavy_ones; });
    std::map<std::string, Script> scripts;
    for (const Trouble& trouble : chosen) scripts[address_part(trouble.name)] = trouble.script;
    ScriptedSite scripted(scripts);

    auto deadline = waiting ? short_deadline : long_deadline;
    std::vector<Program> programs;
    for (const Trouble& trouble : chosen) {
        const std::string name = address_part(trouble.name),
                          seconds = std::to_string(std::chrono::duration<double>(deadline).count());
        for (const Words& chapter : chapters()) {
            programs.push_back(
                {chapter + Words{"--timeout", seconds, "--body", scripted.bad_page(name)}, deadline + slack});
            programs.push_back({chapter + Words{"--timeout", seconds, scripted.list(name)}, deadline + slack});
        }
    }
    std::vector<Ended> ended = run_all(programs, at_once);
    for (std::size_t i = 0; i < programs.size(); ++i) {
        const Trouble& trouble = chosen[i / (2 * chapters().size())];
        const bool alone = i % 2 == 0;
        std::string program;
        for (const std::string& word : programs[i].words) program += word + " ";
        CAPTURE(program);
        CAPTURE(ended[i].errors);
        CAPTURE(ended[i].time.count());
        check(trouble, scripted.bad_page(address_part(trouble.name)), alone, ended[i]);
    }
    MESSAGE(programs.size() << " runs: " << chosen.size() << " troubles, " << chapters().size()
                            << " programs, alone and in a list");
}

}  // namespace

TEST_CASE("what a server does wrong at once") { check_matrix(!waits, !heavy, 3); }
TEST_CASE("what ends by the deadline") { check_matrix(waits, !heavy, 12); }
TEST_CASE("what is large") { check_matrix(!waits, heavy, 2); }
TEST_CASE("what is endless, and ends by the deadline") { check_matrix(waits, heavy, 2); }
