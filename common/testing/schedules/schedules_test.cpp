// A chapter's loop under thousands of random schedules: readiness in any order, parts of any size, failures at any
// byte. `make schedules` links it with each of chapters 05 to 08. If a seed fails, the test prints it; run it again
// with
//   SEED=17 build/05_schedules
// What each server is told to do determines the result of its page. In any order of events, the page must have that
// result. At the end nothing may be left: no socket, and nothing on the heap, where coroutine frames live.
#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "chapter.hpp"
#include "common/testing/allocations.hpp"
#include "fake_network.hpp"

using namespace std::chrono_literals;
using fake::Script;

namespace {

// Counts of what all schedules did: a test that saw only cancelled pages would prove nothing.
struct Total {
    long came = 0, failed = 0, given_up = 0, polls = 0;
};

// One seed: some pages and what their servers do.
class Schedule {
public:
    explicit Schedule(std::uint32_t seed) : network_(seed), random_(seed * 40503u + 1) {
        random_.discard(5);
        for (std::uint16_t port = 1; port <= fake::last_port; ++port)
            if (one_in(6))
                network_.ports[port] =
                    std::array{fake::Way::refused, fake::Way::silent, fake::Way::unreachable}[below(3)];
        for (std::size_t i = 0, count = below(12); i < count; ++i) add_page(i);
        if (one_in(4)) {  // a short time-out: any page may be too late
            timeout_ = std::chrono::milliseconds(1 + below(100));
            network_.step_time = 500us;
        }
    }

    // Returns what is wrong, or "".
    std::string run(Total& total) {
        std::vector<Page> pages;
        try {
            pages = bring(urls_, timeout_, random_);
        } catch (const std::exception& error) {
            return std::string("it throws: ") + error.what();
        }
        digest_ = std::to_string(network_.polls()) + " polls";
        total.polls += network_.polls();
        if (pages.size() != urls_.size()) return std::to_string(pages.size()) + " pages";
        for (std::size_t i = 0; i < pages.size(); ++i) {
            ++(!pages[i].failed() ? total.came : pages[i].error == given_up ? total.given_up : total.failed);
            digest_ += "; " + pages[i].error + " " + std::to_string(pages[i].response.body.size());
            if (is_right(pages[i], i)) continue;
            return pages[i].url.text() + ": " + describe(pages[i]) + "; it should be: " + describe(expected_[i]);
        }
        if (!network_.complaint().empty()) return "it " + network_.complaint();
        if (network_.open_sockets() > 0) return std::to_string(network_.open_sockets()) + " sockets are left open";
        return "";
    }

    const std::string& digest() const { return digest_; }  // of what happened: the same seed has the same digest

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool one_in(std::size_t n) { return below(n) == 0; }

    void add_page(std::size_t i) {
        Url url{one_in(20) ? fake::unknown_host : std::string(one_in(2) ? 1 : 1 + below(3), 'h'),
                static_cast<std::uint16_t>(1 + below(fake::last_port)),
                "/page/" + std::to_string(i) + std::string(below(100), 'x')};
        Script script = whole_answer();
        switch (below(12)) {
            case 0:  // cut short
                script.stray.clear();
                script.answer.resize(below(script.answer.size()));
                script.after =
                    std::array{Script::After::stays_open, Script::After::closes, Script::After::resets}[below(3)];
                break;
            case 1:  // not HTTP
                script = {.answer = "SSH-2.0\r\n", .after = Script::After::closes};
                break;
            case 2:  // ends before it has read the whole request
                script.reads = 1 + below(request_text(url).size() - 1);
                script.after = one_in(2) ? Script::After::stays_open : Script::After::resets;
                break;
        }
        urls_.push_back(url);
        expected_.push_back(page_of(url, script));
        network_.pages[url.target] = std::move(script);
    }

    Script whole_answer() {
        Script script;
        std::string body(one_in(50) ? 200'000 : below(2000), ' ');
        for (char& c : body) c = static_cast<char>('a' + below(26));
        const bool is_busy = one_in(10);
        std::string header = "HTTP/1.1 " + std::string(is_busy ? "503 Busy" : "200 OK") + "\r\n";
        if (is_busy && one_in(2)) header += "Retry-After: " + std::to_string(below(60)) + "\r\n";
        if (one_in(3)) {  // the server closes, with or without announcing it
            script.after = Script::After::closes;
            if (one_in(2)) header += "Connection: close\r\n";
        }
        const auto form = below(3);
        if (form == 0) {
            script.after = Script::After::closes;
            script.answer = header + "\r\n" + body;
        } else if (form == 1) {
            script.answer = header + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        } else {
            script.answer = header + "Transfer-Encoding: chunked\r\n\r\n" + in_chunks(body);
        }
        if (script.after == Script::After::stays_open && one_in(5))
            script.stray = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong";
        return script;
    }

    std::string in_chunks(std::string_view body) {
        std::string chunks;
        while (!body.empty()) {
            std::string_view chunk = body.substr(0, body.size() > 5000 ? 15 : 1 + below(15));
            chunks += "0123456789abcdef"[chunk.size()];
            chunks.append("\r\n").append(chunk).append("\r\n");
            body.remove_prefix(chunk.size());
        }
        return chunks + "0\r\n\r\n";
    }

    // The connection goes to an address that accepts, or if none does, to the first.
    fake::Way way_to(const Url& url) const {
        const auto ports = fake::ports_of(url.host, url.port);
        for (std::uint16_t port : ports)
            if (!network_.ports.contains(port)) return fake::Way::open;
        return network_.ports.at(ports.front());
    }

    // The result that the page must have, if there is enough time.
    Page page_of(const Url& url, const Script& script) const {
        Page page{url, {}};
        const fake::Way way = way_to(url);
        bool resets = script.after == Script::After::resets;
        if (url.host == fake::unknown_host) page.error = "resolve: Name or service not known";
        else if (way == fake::Way::unreachable) page.error = std::string("connect: ") + std::strerror(ENETUNREACH);
        else if (way == fake::Way::refused) page.error = "connect: Connection refused";
        else if (way == fake::Way::silent) page.error = "connect: the deadline passed";
        else if (script.reads < request_text(url).size())
            page.error = resets ? "send: Connection reset by peer" : "send: the deadline passed";
        if (page.failed()) return page;
        try {
            ResponseParser parser;
            if (!script.answer.empty()) parser.feed(script.answer);
            if (script.after == Script::After::closes) parser.feed({});  // the server has closed the connection
            if (parser.done()) page.response = parser.take();
            else page.error = resets ? "receive: Connection reset by peer" : "receive: the deadline passed";
        } catch (const BadResponse& error) {
            page.error = error.what();
        }
        return page;
    }

    bool is_right(const Page& page, std::size_t i) const {
        if (page.url != urls_[i]) return false;
        if (page.error == given_up) return true;
        if (timeout_ < 5s && page.error.ends_with(": the deadline passed")) return true;
        if (timeout_ < 5s && page.url.host.size() > 1 && page.error.starts_with("connect: "))
            return true;  // of an address that was not tried for long enough
        return page.error == expected_[i].error && page.response.status == expected_[i].response.status &&
               page.response.body == expected_[i].response.body;
    }

    static std::string describe(const Page& page) {
        if (page.failed()) return page.error;
        return "status " + std::to_string(page.response.status) + ", " + std::to_string(page.response.body.size()) +
               " bytes";
    }

    fake::Network network_;
    std::minstd_rand random_;
    std::chrono::milliseconds timeout_ = 5s;
    std::vector<Url> urls_;
    std::vector<Page> expected_;
    std::string digest_;
};

// Runs one seed. Returns what is wrong, or "".
std::string run(std::uint32_t seed, Total& total) {
    const long before = allocations();
    std::string wrong = Schedule(seed).run(total);
    const long left = allocations() - before;  // by now the pages and the network are destroyed too
    if (wrong.empty() && left != 0) wrong = std::to_string(left) + " allocations are left";
    return wrong;
}

// After a crash, the test cannot report the seed, so the signal handler writes it.
std::string crash_line;

void on_crash(int signal) {
    if (::write(STDERR_FILENO, crash_line.data(), crash_line.size()) < 0) ::_exit(1);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

unsigned long number_from_environment(const char* name, unsigned long otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoul(value, nullptr, 10);
}

}  // namespace

TEST_CASE("in any schedule, each page is right and nothing is left behind") {
    const bool is_one = std::getenv("SEED") != nullptr;
    Total total;
    const unsigned long first = number_from_environment("SEED", 0);
    const unsigned long count = is_one ? 1 : number_from_environment("SEEDS", 10'000);
    for (int crash : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE}) ::signal(crash, on_crash);
    for (unsigned long seed = first; seed < first + count; ++seed) {
        crash_line = "it crashes: seed " + std::to_string(seed) + "\n";
        const std::string wrong = run(static_cast<std::uint32_t>(seed), total);
        CAPTURE(seed);
        REQUIRE(wrong == "");
    }
    MESSAGE(count << " schedules: " << total.came << " pages arrived, " << total.failed << " failed as they must, "
                  << total.given_up << " were given up; the loop slept " << total.polls << " times");
    if (!is_one) CHECK((total.came > 0 && total.failed > 0));
}

TEST_CASE("a seed produces the same schedule every time") {
    Total total;
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
        Schedule once(seed);
        once.run(total);
        const std::string first = once.digest();
        Schedule again(seed);
        again.run(total);
        CHECK(first == again.digest());
    }
}
