// Every chapter's program with too few descriptors or processes, too little memory, or an output that nobody reads.
// Either a limit costs pages, and each is reported, or it costs the whole run, and one sentence says so.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "common/site/process.hpp"
#include "common/testing/count.hpp"
#include "common/testing/crawler_contract.hpp"
#include "common/testing/processes.hpp"
#include "program.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s;
constexpr std::size_t at_once = 4;

std::function<void()> limit(decltype(RLIMIT_NOFILE) what, rlim_t most) {
    return [what, most] {
        rlimit both{most, most};
        if (::setrlimit(what, &both) != 0) ::_exit(126);
    };
}

// Each page was printed or reported as failed, or else one sentence says why there are no pages.
void check_pages(const Program& program, const Ended& ended, std::size_t pages) {
    CAPTURE(program.command());
    CAPTURE(ended.errors);
    CHECK(ended.in_time);
    CHECK(ended.forgotten == 0);
    CHECK((ended.status == 0 || ended.status == 1));
    const std::size_t printed = count(ended.output, "\n"), said = count(ended.errors, "\n");
    if (printed == 0 && said == 1) {
        CHECK(ended.status == 1);
        CHECK(ended.errors.starts_with(program.words[0] + ": "));
    } else {
        CHECK(printed + said - 1 == pages);  // the last line is the summary
        CHECK(ended.status == (printed == pages ? 0 : 1));
    }
    CHECK(ended.errors.find("std::") == std::string::npos);  // "std::bad_alloc" is not a sentence
}

// All programs with these words, each after `before`.
std::vector<Program> all_with(const Words& words, const std::function<void()>& before) {
    std::vector<Program> programs;
    for (const Words& chapter : chapters()) programs.push_back({chapter + words, patience, before});
    return programs;
}

// The limit of processes does not apply to root, and it counts all processes of a user. So become a user without other
// processes.
void become_nobody() {
    if (::getuid() == 0 && ::setuid(20'000 + static_cast<uid_t>(::getpid()) % 40'000) != 0) ::_exit(126);
}

bool nobody_runs_programs() { return Running({{"01_blocking", "--help"}, patience, become_nobody}).wait().status == 0; }

// Does the system refuse a second process if the limit is one? (Some count differently.)
bool processes_are_limited() {
    return in_child([] {
        become_nobody();
        limit(RLIMIT_NPROC, 1)();
        pid_t grandchild = ::fork();
        if (grandchild == 0) ::_exit(0);
        return grandchild < 0;
    });
}

}  // namespace

TEST_CASE("few descriptors") {
    site::SiteProcess practice_site({.delay = 5ms});
    for (rlim_t most : {4u, 5u, 6u, 8u, 16u}) {
        CAPTURE(most);
        auto programs = all_with({"--search", "50", practice_site.url("/")}, limit(RLIMIT_NOFILE, most));
        run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
            check_pages(programs[i], ended, 50);
            // Chapters 05 to 08 need many, and say what would help: for each page, or once if no page could begin.
            const std::size_t pages = count(ended.errors, "s?wd=");
            if (programs[i].words[0] > "05")
                CHECK(count(ended.errors, " descriptors: ulimit -n)") == std::max<std::size_t>(pages, 1));
        });

        programs = all_with({"--delay", "0"}, limit(RLIMIT_NOFILE, most));  // starts a practice site of its own
        run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
            CAPTURE(programs[i].command());
            CAPTURE(ended.errors);
            CHECK((ended.status == 0 || ended.status == 1));
            CHECK(ended.errors != "");
            CHECK(ended.forgotten == 0);
            CHECK_FALSE(ended.survived);
        });
    }
}

TEST_CASE("no second process and no second thread") {
    if (!processes_are_limited() || !nobody_runs_programs()) {
        MESSAGE("not tried: the system does not limit them, or another user may not run the programs here");
        return;
    }
    auto at_most = [](rlim_t processes) {
        return [processes] {
            become_nobody();
            limit(RLIMIT_NPROC, processes)();
            ::setenv("LSAN_OPTIONS", "detect_leaks=0", 1);  // the sanitizer's search for leaks needs another process
        };
    };
    const auto alone = at_most(1);
    site::SiteProcess practice_site({.delay = 0ms});
    const std::string unavailable = "Resource temporarily unavailable";
    const Words search{"--search", "50", practice_site.url("/")};
    auto programs = all_with(search, alone);
    programs.push_back({Words{"02_threads", "--threads", "4"} + search, patience, alone});
    run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
        check_pages(programs[i], ended, 50);
        const std::string& name = programs[i].words[0];
        const bool one_each = name == "02_threads" && programs[i].words[1] != "--threads";
        if (one_each)
            CHECK(count(ended.errors, ": no thread for this page (a pool needs fewer): " + unavailable) == 50);
        else if (name == "03_processes") CHECK(count(ended.errors, ": fork: " + unavailable) == 50);
        else CHECK(ended.status == 0);
    });
    programs = all_with({}, alone);  // no practice site can be started
    run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
        CHECK(ended.status == 1);
        CHECK(ended.errors == programs[i].words[0] + ": fork: " + unavailable + "\n");
    });
    if (::getuid() != 0) return;  // the user has other processes, which would count
    // A worker has a second thread that watches the parent. It also works without it.
    Program one_worker{Words{"03_processes", "--processes", "1"} + search, patience, at_most(2)};
    const Ended ended = Running(one_worker).wait();
    CAPTURE(ended.errors);
    CHECK(ended.status == 0);
}

TEST_CASE("little memory") {
    // A sanitizer reserves terabytes of addresses; macOS has no such limit.
    if (std::system("(ulimit -v 32768 && \"${BUILD:-build}/faults/01_blocking\" --help) > /dev/null 2>&1") != 0) {
        MESSAGE("not tried: addresses cannot be limited here, or no program begins with so few of them");
        return;
    }
    site::SiteProcess practice_site({.delay = 0ms});
    for (rlim_t megabytes : {32u, 64u, 128u}) {
        CAPTURE(megabytes);
        auto before = limit(RLIMIT_AS, megabytes * 1024 * 1024);
        auto programs = all_with({"--search", "300", practice_site.url("/")}, before);
        run_all(programs, at_once, [&](std::size_t i, const Ended& ended) { check_pages(programs[i], ended, 300); });

        programs = all_with({"--body", practice_site.url("/big?bytes=60000000")}, before);
        run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
            CAPTURE(programs[i].command());
            CAPTURE(ended.errors);
            CHECK(ended.status == (ended.output.size() == 60'000'000 ? 0 : 1));
            if (megabytes <= 64) CHECK(ended.status == 1);
            CHECK(ended.errors == (ended.status == 0 ? "" : programs[i].words.back() + ": out of memory\n"));
        });
    }
}

// Whichever allocation is the first to fail: each page was printed or reported, or one sentence says why the run ended.
// By then all lines that were in order have been written, and whole.
TEST_CASE("memory that ends") {
    site::SiteProcess practice_site({.delay = 0ms});
    const std::string list = practice_site.url("/top250");
    TemporaryFile urls;
    for (int i = 0; i < 30; ++i) ::dprintf(urls.fd(), "%s\n", practice_site.url("/s?wd=" + std::to_string(i)).c_str());
    for (const Words& words : {Words{"08_crawler", "--workers", "3", list}, Words{"08_crawler", "--jsonl", list},
                               Words{"08_crawler", "--jsonl", "-"}, Words{"08_worker_queue", list},
                               Words{"07_coroutines", list}, Words{"03_processes", list}, Words{"02_threads", list}}) {
        std::size_t complete = 0, most_lines_of_ended = 0, fewest_without_error = 1'000'000;
        for (long successes = 0; complete == 0; successes += 1 + successes / 12) {
            const bool once = successes % 2 == 1;  // and then there is memory again
            auto little = [successes, once, &urls] {
                ::setenv("MEMORY_ENDS_AFTER", std::to_string(successes).c_str(), 1);
                if (once) ::setenv("MEMORY_FAILS", "1", 1);
                ::lseek(urls.fd(), 0, SEEK_SET);
                ::dup2(urls.fd(), STDIN_FILENO);
            };
            const Ended ended = Running({words, patience, little}).wait();
            INFO("after ", successes, " allocations ", once ? "one" : "all", " failed; ", words[0],
                 "; seen: ", ended.errors);
            CHECK(ended.errors.find("left behind") == std::string::npos);
            CHECK(ended.in_time);
            CHECK(ended.forgotten == 0);
            CHECK((ended.status == 0 || ended.status == 1));
            CHECK((ended.output.empty() || ended.output.ends_with("\n")));
            const std::size_t lines = count(ended.output, "\n");
            if (words[1] == "--jsonl") CHECK(count(ended.output, "{\"url\":") == lines);
            else CHECK((lines == 0 || ended.output.find("\n" + std::to_string(lines) + " ") != std::string::npos));
            if (ended.errors.ends_with("\n" + words[0] + ": out of memory\n") ||
                ended.errors == words[0] + ": out of memory\n") {
                CHECK(ended.status == 1);
                most_lines_of_ended = std::max(most_lines_of_ended, lines);
            } else if (ended.status == 0) {
                fewest_without_error = std::min(fewest_without_error, lines);
                if (!once) complete = lines;
            }
        }
        CAPTURE(words[0]);
        CHECK(complete >= 10);
        CHECK(fewest_without_error == complete);
        CHECK(most_lines_of_ended > 0);
    }
}

TEST_CASE("standard output that cannot be written") {
    struct Case {
        std::string name;
        std::function<void()> before;
        int status;
        std::string why;  // "": no error can be printed
    };
    auto to_nobody = [] {
        int ends[2];
        if (::pipe(ends) != 0) ::_exit(126);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
    };
    const std::vector<Case> cases{
        {"| head, which has gone", to_nobody, -SIGPIPE, ""},
        {"the same, and SIGPIPE ignored",
         [=] {
             to_nobody();
             std::signal(SIGPIPE, SIG_IGN);
         },
         1, "Broken pipe"},
        {"> /dev/full", [] { ::dup2(::open("/dev/full", O_WRONLY | O_CLOEXEC), STDOUT_FILENO); }, 1,
         "No space left on device"},
        {">&-", [] { ::close(STDOUT_FILENO); }, 1, "Bad file descriptor"},
        {"<&- >&- 2>&-",
         [] {
             for (int fd : {0, 1, 2}) ::close(fd);
         },
         1, ""},
    };
    site::SiteProcess practice_site({.delay = 0ms});
    for (const Case& one : cases) {
        CAPTURE(one.name);
        if (one.name == "> /dev/full" && ::access("/dev/full", W_OK) != 0) continue;  // Linux has it
        for (const Words& words : {Words{practice_site.url("/top250")}, Words{"--delay", "0"},
                                   Words{"--search", "1000", practice_site.url("/")},
                                   Words{"--body", practice_site.url("/big?bytes=1000000")}}) {
            practice_site.reset_stats();
            auto programs = all_with(words, one.before);
            run_all(programs, at_once, [&](std::size_t i, const Ended& ended) {
                CAPTURE(programs[i].command());
                CHECK(ended.status == one.status);
                CHECK(ended.errors ==
                      (one.why.empty()
                           ? ""
                           : programs[i].words[0] + ": standard output cannot be written (" + one.why + ")\n"));
                CHECK_FALSE(ended.survived);
            });
        }
    }
}

TEST_CASE("closed standard error") {
    auto programs = all_with({"--delay", "0"}, [] { ::close(STDERR_FILENO); });
    run_all(programs, at_once, [](std::size_t, const Ended& ended) {
        CHECK(ended.status == 0);
        CHECK(count(ended.output, "\n") == 250);
    });
}

TEST_CASE("a slow reader of standard output gets everything") {
    site::SiteProcess practice_site({.delay = 0ms});
    for (const Words& chapter : chapters()) {
        Pipe output;
        Running program({chapter + Words{"--body", practice_site.url("/big?bytes=3000000")}, patience,
                         [&] { ::dup2(output.writer.fd(), STDOUT_FILENO); }});
        output.writer.close();
        std::array<char, 64 * 1024> buffer;
        ssize_t total = 0;
        for (ssize_t size; (size = ::read(output.reader.fd(), buffer.data(), buffer.size())) > 0; total += size)
            std::this_thread::sleep_for(2ms);
        CHECK(total == 3'000'000);
        CHECK(program.wait().status == 0);
    }
}
