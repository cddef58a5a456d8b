// Ctrl-C and `kill` at any moment: every chapter's program ends soon, with all of its processes.
#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "common/site/process.hpp"
#include "common/testing/crawler_contract.hpp"
#include "program.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto soon = 5s;
constexpr int rounds = 12;  // for each program

// "1 title", "2 title", ...: what a complete run prints.
std::string whole_output() {
    std::string text;
    int number = 0;
    for (const std::string& title : all_films()) text += std::to_string(++number) + " " + title + "\n";
    return text;
}

}  // namespace

TEST_CASE("SIGINT and SIGTERM at random moments") {
    const char* given = std::getenv("SEED");
    const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
    MESSAGE("seed " << seed << " (make faults SEED=" << seed << " repeats it)");
    std::mt19937 chance(seed);
    auto one_of = [&](int count) { return std::uniform_int_distribution<int>(0, count - 1)(chance); };

    site::SiteProcess slow_site({.delay = 10ms, .jitter = 20ms, .faults = {{4, "stall"}}});
    const std::string expected = whole_output();
    int ended_by_it = 0;
    for (int round = 0; round < rounds; ++round) {
        for (const Words& chapter : chapters()) {
            const int signal = one_of(2) == 0 ? SIGINT : SIGTERM;
            const bool whole_group = one_of(2) == 0;  // as a terminal does; `kill` reaches only the program
            const bool own_site = one_of(2) == 0;
            const int moment = one_of(own_site ? 40'000 : 150'000);  // microseconds
            // A page stalls for longer than we wait. (After the first Ctrl-C, 08_crawler waits for pages on their way.)
            Words words = chapter + Words{"--timeout", chapter[0] == "08_crawler" ? "1" : "60"};
            words = words + (own_site ? Words{"--delay", "3"} : Words{slow_site.url("/top250")});
            CAPTURE(chapter[0]);
            CAPTURE(signal);
            CAPTURE(whole_group);
            CAPTURE(own_site);
            CAPTURE(moment);

            Running program({words, 30s});
            std::this_thread::sleep_for(std::chrono::microseconds(moment));
            auto sent = std::chrono::steady_clock::now();
            if (whole_group) program.signal_to_group(signal);
            else program.signal(signal);
            Ended ended = program.wait();
            CHECK(std::chrono::steady_clock::now() - sent < soon);
            const bool polite = chapter[0] == "08_crawler" && ended.status == 130;
            const bool was_ready = ended.status == 0;
            CHECK((ended.status == -signal || polite || was_ready));
            ended_by_it += !was_ready;
            CHECK_FALSE(ended.survived);
            if (polite) CHECK(ended.errors.find(" pages, ") != std::string::npos);
            else CHECK(expected.starts_with(ended.output));  // what it printed so far
        }
    }
    MESSAGE(rounds << " times " << chapters().size() << " runs, " << ended_by_it << " ended by the signal");
    CHECK(ended_by_it > 0);
}
